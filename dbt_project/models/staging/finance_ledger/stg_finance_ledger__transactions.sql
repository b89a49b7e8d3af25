with raw_rows as (

    select * from {{ source('finance_ledger', 'transactions') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'finance_ledger' and dataset = 'transactions' and is_current

)

select
    raw_rows.la_code,
    raw_rows.journal_id,
    raw_rows.line_number,
    raw_rows.financial_year,
    raw_rows.period as financial_period,

    raw_rows.journal_type,
    raw_rows.cost_centre,
    raw_rows.subjective,
    raw_rows.supplier_id,
    raw_rows.supplier_name,
    raw_rows.reference,
    raw_rows.description,

    cast(raw_rows.amount as decimal(18, 2)) as amount_gbp,

    raw_rows.posting_date,
    raw_rows.document_date,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
