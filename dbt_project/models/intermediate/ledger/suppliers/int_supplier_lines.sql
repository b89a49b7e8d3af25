{{ config(materialized='table') }}

-- High needs lines without the id of a placement, with the provider of a listed supplier. A line
-- without a supplier is one of its account.
select
    ledger.la_code,
    ledger.journal_id,
    ledger.line_number,
    ledger.financial_year,
    ledger.financial_period,
    ledger.spend_category,
    ledger.amount_gbp,
    {{ payee_id('ledger.') }} as payee_id,
    suppliers.la_code is not null as is_listed,
    suppliers.provider_id
from {{ ref('int_ledger_classified') }} as ledger
left join {{ ref('int_suppliers') }} as suppliers
    on ledger.la_code = suppliers.la_code and ledger.supplier_id = suppliers.supplier_id
left join {{ ref('stg_case_system__placements') }} as placements
    on ledger.la_code = placements.la_code and ledger.reference_key = placements.placement_key
where
    ledger.outturn_line = 'high_needs'
    and ledger.amount_gbp > 0
    and placements.la_code is null
