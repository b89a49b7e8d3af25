with lines as (

    select * from {{ ref('int_ledger_classified') }}

),

suppliers as (

    select * from {{ ref('int_suppliers') }}

),

inferred as (

    select * from {{ ref('int_suppliers_inferred') }}

),

together as (

    select * from {{ ref('int_providers_billed_together') }}

),

billing_suppliers as (

    select distinct
        la_code,
        payee_id,
        billed_as_id
    from together

),

named as (

    select
        lines.*,
        coalesce(suppliers.provider_urn, inferred.provider_urn) as provider_urn,
        coalesce(suppliers.provider_ukprn, inferred.provider_ukprn) as provider_ukprn,
        case
            when suppliers.provider_id is null
                then coalesce(billing_suppliers.billed_as_id, inferred.provider_id)
        end as unlisted_provider_id
    from lines
    left join suppliers
        on lines.la_code = suppliers.la_code and lines.supplier_id = suppliers.supplier_id
    left join inferred
        on lines.la_code = inferred.la_code and {{ payee_id('lines.') }} = inferred.payee_id
    left join billing_suppliers
        on
            lines.la_code = billing_suppliers.la_code
            and {{ payee_id('lines.') }} = billing_suppliers.payee_id

),

identified as (

    select
        *,
        coalesce(unlisted_provider_id, {{ provider_id('provider_urn', 'provider_ukprn') }})
            as own_provider_id
    from named

)

select
    identified.*,
    coalesce(together.billed_as_id, identified.own_provider_id) as provider_id
from identified
left join together
    on
        identified.la_code = together.la_code
        and identified.own_provider_id = together.provider_id
