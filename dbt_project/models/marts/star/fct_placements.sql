{{ config(materialized='table') }}

with placements as (

    select * from {{ ref('int_placements_as_at') }}

),

providers as (

    select * from {{ ref('int_placement_providers') }}

),

settings as (

    select * from {{ ref('int_placements_typed') }}

),

plans as (

    select * from {{ ref('int_plans_primary_need') }}

),

plan_dates as (

    select * from {{ ref('int_plans_as_at') }}

)

select
    cast(placements.la_code as varchar) as la_code,
    cast(placements.placement_key as varchar) as placement_key,
    cast(placements.plan_key as varchar) as plan_key,
    cast(placements.placement_rank as integer) as placement_rank,
    cast(providers.provider_urn as varchar) as provider_urn,
    cast(providers.provider_ukprn as varchar) as provider_ukprn,
    cast(
        {{ provider_key(
            'placements.la_code', 'providers.provider_urn', 'providers.provider_ukprn'
        ) }} as varchar
    ) as provider_key,
    cast(settings.setting_type as varchar) as setting_type,
    cast(labels.setting_label as varchar) as setting_label,
    cast(coalesce(plans.primary_need, 'not_recorded') as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(placements.entry_date as date) as entry_date,
    cast(placements.leaving_date as date) as leaving_date,
    cast(
        case
            when placements.leaving_date is null or plan_dates.cease_date < placements.leaving_date
                then plan_dates.cease_date
            else placements.leaving_date
        end as date
    ) as ended_on,
    {{ reporting_date() }} as as_at
from placements
left join providers
    on
        placements.la_code = providers.la_code
        and placements.placement_key = providers.placement_key
left join settings
    on placements.la_code = settings.la_code and placements.placement_key = settings.placement_key
left join plans
    on placements.la_code = plans.la_code and placements.plan_key = plans.plan_key
left join plan_dates
    on placements.la_code = plan_dates.la_code and placements.plan_key = plan_dates.plan_key
left join {{ ref('setting_types') }} as labels on settings.setting_type = labels.setting_type
left join {{ ref('sen_needs') }} as needs
    on coalesce(plans.primary_need, 'not_recorded') = needs.primary_need
