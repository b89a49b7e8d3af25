-- The suppliers that supplier_providers lists, with the provider that each is paid for.
with suppliers as (

    select * from {{ ref('stg_finance_ledger__supplier_providers') }}

)

select
    suppliers.la_code,
    suppliers.supplier_id,
    suppliers.provider_name,
    coalesce(successors.current_urn, suppliers.urn, urns.urn) as provider_urn,
    suppliers.ukprn as provider_ukprn,
    {{ provider_id(
        'coalesce(successors.current_urn, suppliers.urn, urns.urn)', 'suppliers.ukprn'
    ) }} as provider_id
from suppliers
left join {{ ref('int_ukprn_urns') }} as urns
    on suppliers.la_code = urns.la_code and suppliers.ukprn = urns.ukprn
left join {{ ref('int_school_successors') }} as successors
    on coalesce(suppliers.urn, urns.urn) = successors.urn
