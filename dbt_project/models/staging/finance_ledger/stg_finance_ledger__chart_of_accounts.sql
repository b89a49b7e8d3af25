with raw_rows as (

    select * from {{ source('finance_ledger', 'chart_of_accounts') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'finance_ledger' and dataset = 'chart_of_accounts' and is_current

)

select
    raw_rows.la_code,
    raw_rows.cost_centre,
    raw_rows.subjective,

    raw_rows.dsg_block,
    raw_rows.spend_category,
    raw_rows.s251_line,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
