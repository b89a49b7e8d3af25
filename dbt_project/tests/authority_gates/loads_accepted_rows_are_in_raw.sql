{{ config(meta={'columns_in_messages': ['load_id', 'rows_accepted', 'rows_found']}) }}

-- A returned row is a current load of the ledger whose rows in raw are not those of its receipt.
with loads as (

    select * from {{ ref('base_ingest__loads') }}
    where source = 'finance_ledger' and dataset = 'transactions' and is_current

),

raw_rows as (

    select
        la_code,
        _load_id as load_id,
        count(*) as rows_found
    from {{ source('finance_ledger', 'transactions') }}
    group by la_code, _load_id

)

select
    loads.la_code,
    loads.load_id,
    loads.rows_accepted,
    coalesce(raw_rows.rows_found, 0) as rows_found
from loads
left join raw_rows on loads.la_code = raw_rows.la_code and loads.load_id = raw_rows.load_id
where loads.rows_accepted <> coalesce(raw_rows.rows_found, 0)
