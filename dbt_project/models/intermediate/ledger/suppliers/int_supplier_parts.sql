{{ config(materialized='table') }}

-- What a payment can be for one placement of a month: what is due, or a twelfth or a third of its
-- price, unless references of the year's lines name it. is_unpaid: no listed supplier is paid for
-- the provider in the month.
with referenced as (

    select distinct
        la_code,
        reference_key as placement_key,
        financial_year
    from {{ ref('int_ledger_classified') }}
    where outturn_line = 'high_needs'

),

paid_months as (

    select distinct
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period
    from {{ ref('int_supplier_lines') }}
    where is_listed

),

dues as (

    select
        dues.*,
        paid_months.la_code is null as is_unpaid
    from {{ ref('int_commitments_by_provider') }} as dues
    left join paid_months
        on
            {{ same_provider('dues', 'paid_months') }}
            and dues.financial_period = paid_months.financial_period
    left join referenced
        on
            dues.la_code = referenced.la_code
            and dues.placement_key = referenced.placement_key
            and dues.financial_year = referenced.financial_year
    where referenced.la_code is null

),

parts as (

    {{ parts_of_dues('dues') }}

)

select
    la_code,
    provider_id,
    spend_category,
    financial_year,
    financial_period,
    is_unpaid,
    part_order,
    part_gbp
from parts
