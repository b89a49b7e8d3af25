with named as (

    select distinct
        la_code,
        coalesce(supplier_id, '') as supplier_id,
        supplier_name
    from {{ ref('int_transactions_as_at') }}
    where supplier_name is not null

),

suppliers as (

    select
        *,
        -- Words between single spaces, with one before and after.
        concat(' ', translate(lower(supplier_name), '.,;:()*/-', '         '), ' ') as words
    from named

),

published_text as (

    select * from {{ ref('stg_settings__ledger_text') }}

),

listed as (

    select
        la_code,
        supplier_id
    from {{ ref('stg_finance_ledger__supplier_providers') }}
    union
    select
        la_code,
        value as supplier_id
    from published_text
    where kind = 'organisation'

)

select
    suppliers.la_code,
    suppliers.supplier_id,
    suppliers.supplier_name
from suppliers
inner join listed
    on suppliers.la_code = listed.la_code and suppliers.supplier_id = listed.supplier_id
union
select
    suppliers.la_code,
    suppliers.supplier_id,
    suppliers.supplier_name
from suppliers
inner join published_text
    on
        published_text.kind = 'word'
        and suppliers.words like concat('% ', published_text.value, ' %')
