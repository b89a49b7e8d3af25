with history as (

    select * from {{ ref('hist_finance_ledger__transactions') }}

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    period as financial_period,

    journal_type,
    cost_centre,
    subjective,
    supplier_id,
    supplier_name,
    reference,
    reference_key,
    description,

    cast(amount as decimal(18, 2)) as amount_gbp,

    posting_date,
    document_date,

    _load_id,
    _line

from history
where {{ is_known() }}
