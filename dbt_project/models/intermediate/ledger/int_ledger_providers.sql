with lines as (

    select * from {{ ref('int_ledger_classified') }}

),

suppliers as (

    select * from {{ ref('stg_finance_ledger__supplier_providers') }}

),

successors as (

    select * from {{ ref('int_school_successors') }}

),

named as (

    select
        lines.*,
        coalesce(successors.current_urn, suppliers.urn) as provider_urn,
        suppliers.ukprn as provider_ukprn
    from lines
    left join suppliers
        on lines.la_code = suppliers.la_code and lines.supplier_id = suppliers.supplier_id
    left join successors on suppliers.urn = successors.urn

)

select
    *,
    {{ provider_id('provider_urn', 'provider_ukprn') }} as provider_id
from named
