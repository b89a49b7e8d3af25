-- A returned row is a supplier of the ledger that supplier_providers lists with other leading
-- zeros (0000100201 and 100201): its payments find no provider. A spreadsheet drops such zeros.
-- To do: ask for the list as the ledger writes its suppliers.
with listed as (

    select
        la_code,
        supplier_id,
        regexp_replace(supplier_id, '^0+', '') as without_zeros
    from {{ ref('stg_finance_ledger__supplier_providers') }}

),

paid as (

    select
        la_code,
        supplier_id,
        regexp_replace(supplier_id, '^0+', '') as without_zeros,
        count(*) as lines
    from {{ ref('fct_ledger') }}
    where supplier_id is not null
    group by la_code, supplier_id

)

select
    paid.la_code,
    paid.supplier_id,
    listed.supplier_id as listed_as,
    paid.lines
from paid
inner join listed
    on paid.la_code = listed.la_code and paid.without_zeros = listed.without_zeros
left join listed as same
    on paid.la_code = same.la_code and paid.supplier_id = same.supplier_id
where same.supplier_id is null
