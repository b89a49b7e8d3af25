{{ config(materialized='table') }}

-- The provider of a supplier that supplier_providers does not list: the one that most of its
-- payments fit, in several months, where no other provider is fitted as well.
with payments as (

    select * from {{ ref('int_supplier_payments') }}
    where not is_listed

),

paid as (

    select
        la_code,
        payee_id,
        sum(amount_gbp) as paid_gbp
    from (
        select distinct
            la_code,
            payee_id,
            journal_id,
            line_number,
            amount_gbp
        from payments
    ) as lines
    group by la_code, payee_id

),

fits as (

    select
        la_code,
        payee_id,
        provider_id,
        count(distinct concat(financial_year, ' ', cast(financial_period as varchar)))
            as months_fitted,
        sum(amount_gbp) as fitted_gbp
    from payments
    where provider_id is not null
    group by la_code, payee_id, provider_id

),

-- Direct payments of one amount fit each child alike: each supplier is for another placement.
best as (

    select
        *,
        max(fitted_gbp) over (partition by la_code, payee_id) as most_fitted_gbp
    from fits

),

tied as (

    select
        *,
        count(*) over supplier as providers,
        min(provider_id) over supplier as first_provider_id,
        max(provider_id) over supplier as last_provider_id,
        row_number() over (partition by la_code, payee_id order by provider_id) as nth_provider
    from best
    where fitted_gbp = most_fitted_gbp
    window supplier as (partition by la_code, payee_id)

),

ranked as (

    select
        *,
        dense_rank() over (
            partition by la_code, first_provider_id, last_provider_id, providers
            order by payee_id
        ) as nth_supplier
    from tied

),

-- A provider's id is made of its URN, else of its UKPRN.
providers as (

    select distinct
        la_code,
        provider_urn,
        case when provider_urn is null then provider_ukprn end as provider_ukprn,
        coalesce(
            {{ provider_id('provider_urn', 'provider_ukprn') }},
            {{ placement_provider_id('placement_key') }}
        ) as provider_id
    from {{ ref('int_placement_providers') }}

)

select
    ranked.la_code,
    ranked.payee_id,
    ranked.provider_id,
    providers.provider_urn,
    providers.provider_ukprn,
    ranked.months_fitted,
    cast(ranked.fitted_gbp as decimal(18, 2)) as fitted_gbp,
    cast(paid.paid_gbp as decimal(18, 2)) as paid_gbp
from ranked
inner join paid on ranked.la_code = paid.la_code and ranked.payee_id = paid.payee_id
inner join providers
    on ranked.la_code = providers.la_code and ranked.provider_id = providers.provider_id
where
    (
        ranked.providers = 1
        or (
            ranked.nth_supplier = ranked.nth_provider
            and ranked.first_provider_id like 'placement %'
            and ranked.last_provider_id like 'placement %'
        )
    )
    and ranked.months_fitted >= {{ var('supplier_fits_in_months') }}
    and 100 * ranked.fitted_gbp >= {{ var('supplier_fits_from_pct') }} * paid.paid_gbp
