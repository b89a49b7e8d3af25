{{ config(materialized='table') }}

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
    parts.la_code,
    parts.cost_key,
    {{ financial_year_of('parts.month_start') }} as financial_year,
    {{ financial_period_of('parts.month_start') }} as financial_period,

    prices.placement_key,
    prices.plan_key,
    prices.spend_category,
    providers.provider_urn,
    providers.provider_ukprn,
    coalesce(needs.primary_need, 'not_recorded') as primary_need,
    settings.setting_type,

    parts.committed_gbp,
    parts.education_gbp,
    parts.social_care_gbp,
    parts.health_gbp,
    parts.education_micropence,
    parts.days_in_period,
    parts.stay_days_in_period,
    prices.price_basis,
    prices.method
from parts
inner join prices on parts.la_code = prices.la_code and parts.cost_key = prices.cost_key
left join providers
    on prices.la_code = providers.la_code and prices.placement_key = providers.placement_key
left join settings
    on prices.la_code = settings.la_code and prices.placement_key = settings.placement_key
left join needs on prices.la_code = needs.la_code and prices.plan_key = needs.plan_key
