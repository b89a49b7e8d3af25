with parts as (

    select * from {{ ref('int_price_parts') }}

),

prices as (

    select * from {{ ref('int_placement_prices') }}

),

providers as (

    select * from {{ ref('int_placement_providers') }}

),

settings as (

    select * from {{ ref('int_placements_typed') }}

),

needs as (

    select * from {{ ref('int_plans_primary_need') }}

)

select
    cast(parts.la_code as varchar) as la_code,
    cast(parts.cost_key as varchar) as cost_key,
    cast({{ financial_year_of('parts.month_start') }} as varchar) as financial_year,
    cast({{ financial_period_of('parts.month_start') }} as integer) as financial_period,

    cast(prices.placement_key as varchar) as placement_key,
    cast(prices.plan_key as varchar) as plan_key,
    cast(prices.spend_category as varchar) as spend_category,
    cast(providers.provider_urn as varchar) as provider_urn,
    cast(providers.provider_ukprn as varchar) as provider_ukprn,
    cast(needs.primary_need as varchar) as primary_need,
    cast(settings.setting_type as varchar) as setting_type,

    cast(parts.committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(parts.education_gbp as decimal(18, 2)) as education_gbp,
    cast(parts.social_care_gbp as decimal(18, 2)) as social_care_gbp,
    cast(parts.health_gbp as decimal(18, 2)) as health_gbp,
    cast(parts.days_in_period as integer) as days_in_period,
    cast(prices.price_basis as varchar) as price_basis,
    cast(prices.method as varchar) as method
from parts
inner join prices on parts.la_code = prices.la_code and parts.cost_key = prices.cost_key
left join providers
    on prices.la_code = providers.la_code and prices.placement_key = providers.placement_key
left join settings
    on prices.la_code = settings.la_code and prices.placement_key = settings.placement_key
left join needs on prices.la_code = needs.la_code and prices.plan_key = needs.plan_key
