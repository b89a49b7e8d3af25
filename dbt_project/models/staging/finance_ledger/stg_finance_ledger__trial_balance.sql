with raw_rows as (

    select * from {{ source('finance_ledger', 'trial_balance') }}

),

current_loads as (

    select
        la_code,
        load_id
    from {{ ref('stg_ingest__loads') }}
    where source = 'finance_ledger' and dataset = 'trial_balance' and is_current

)

select
    raw_rows.la_code,
    raw_rows.financial_year,
    raw_rows.period as financial_period,
    raw_rows.cost_centre,
    raw_rows.subjective,

    cast(raw_rows.balance as decimal(18, 2)) as balance_gbp,

    raw_rows._load_id,
    raw_rows._line

from raw_rows
inner join current_loads
    on
        raw_rows.la_code = current_loads.la_code
        and raw_rows._load_id = current_loads.load_id
