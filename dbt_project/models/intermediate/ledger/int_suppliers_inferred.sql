{{ config(materialized='table') }}

-- The provider of a supplier that supplier_providers does not list: the one that most of its payments
-- fit, in several months, where no other provider is fitted as well.
with payments as (

    select * from {{ ref('int_supplier_payments_unlisted') }}

),

paid as (

    select
        la_code,
        supplier_id,
        sum(amount_gbp) as paid_gbp
    from (
        select distinct
            la_code,
            supplier_id,
            journal_id,
            line_number,
            amount_gbp
        from payments
    ) as lines
    group by la_code, supplier_id

),

fits as (

    select
        la_code,
        supplier_id,
        provider_id,
        count(distinct concat(financial_year, ' ', cast(financial_period as varchar)))
            as months_fitted,
        sum(amount_gbp) as fitted_gbp
    from payments
    where provider_id is not null
    group by la_code, supplier_id, provider_id

),

ranked as (

    select
        *,
        row_number() over supplier as place,
        lead(fitted_gbp) over supplier as next_fitted_gbp
    from fits
    window supplier as (
        partition by la_code, supplier_id order by fitted_gbp desc, provider_id
    )

),

-- A provider's id is made of its URN, else of its UKPRN.
providers as (

    select distinct
        la_code,
        provider_urn,
        case when provider_urn is null then provider_ukprn end as provider_ukprn
    from {{ ref('int_placement_providers') }}

)

select
    ranked.la_code,
    ranked.supplier_id,
    providers.provider_urn,
    providers.provider_ukprn,
    ranked.months_fitted,
    cast(ranked.fitted_gbp as decimal(18, 2)) as fitted_gbp,
    cast(paid.paid_gbp as decimal(18, 2)) as paid_gbp
from ranked
inner join paid on ranked.la_code = paid.la_code and ranked.supplier_id = paid.supplier_id
inner join providers
    on
        ranked.la_code = providers.la_code
        and ranked.provider_id
        = {{ provider_id('providers.provider_urn', 'providers.provider_ukprn') }}
where
    ranked.place = 1
    and ranked.months_fitted >= {{ var('supplier_fits_in_months') }}
    and 100 * ranked.fitted_gbp >= {{ var('supplier_fits_from_pct') }} * paid.paid_gbp
    and ranked.fitted_gbp > coalesce(ranked.next_fitted_gbp, 0)
