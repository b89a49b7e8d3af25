-- A returned row is an authority whose ledger lost or gained lines or pennies between the accepted
-- files and the mart. Lines posted after the reporting date are in the files and not in the mart.
with raw_rows as (

    select
        raw_lines.la_code,
        count(*) as lines,
        sum(raw_lines.amount) as amount_gbp
    from {{ source('finance_ledger', 'transactions') }} as raw_lines
    inner join {{ ref('base_ingest__loads') }} as loads
        on
            raw_lines.la_code = loads.la_code
            and raw_lines._load_id = loads.load_id
            and loads.is_current
    group by raw_lines.la_code

),

lines as (

    select
        la_code,
        amount_gbp
    from {{ ref('fct_ledger') }}
    union all
    select
        la_code,
        amount_gbp
    from {{ ref('int_transactions_after_as_at') }}

),

mart as (

    select
        la_code,
        count(*) as lines,
        sum(amount_gbp) as amount_gbp
    from lines
    group by la_code

)

select
    coalesce(raw_rows.la_code, mart.la_code) as la_code,
    raw_rows.lines as lines_accepted,
    mart.lines as lines_in_mart,
    raw_rows.amount_gbp as amount_accepted_gbp,
    mart.amount_gbp as amount_in_mart_gbp
from raw_rows
full outer join mart on raw_rows.la_code = mart.la_code
where
    coalesce(raw_rows.lines, 0) <> coalesce(mart.lines, 0)
    or coalesce(raw_rows.amount_gbp, 0) <> coalesce(mart.amount_gbp, 0)
