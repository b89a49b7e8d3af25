with lines as (

    select * from {{ ref('int_ledger_classified') }}

),

suppliers as (

    select * from {{ ref('stg_finance_ledger__supplier_providers') }}

),

successors as (

    select * from {{ ref('int_school_successors') }}

),

inferred as (

    select * from {{ ref('int_suppliers_inferred') }}

),

named as (

    select
        lines.*,
        coalesce(successors.current_urn, suppliers.urn, inferred.provider_urn) as provider_urn,
        coalesce(suppliers.ukprn, inferred.provider_ukprn) as provider_ukprn
    from lines
    left join suppliers
        on lines.la_code = suppliers.la_code and lines.supplier_id = suppliers.supplier_id
    left join successors on suppliers.urn = successors.urn
    left join inferred
        on lines.la_code = inferred.la_code and lines.supplier_id = inferred.supplier_id

)

select
    *,
    {{ provider_id('provider_urn', 'provider_ukprn') }} as provider_id
from named
