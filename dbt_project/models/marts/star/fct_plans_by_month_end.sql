{{ config(materialized='table') }}

with month_ends as (

    select as_at from {{ ref('int_profile_snapshots') }}
    where is_reported and not is_census_day

),

plans as (

    select * from {{ ref('int_plans_on_snapshots') }}

),

providers as (

    select * from {{ ref('int_placement_providers') }}

)

select
    cast(plans.la_code as varchar) as la_code,
    cast(plans.as_at as date) as month_end,
    cast(plans.plan_key as varchar) as plan_key,
    cast(plans.person_key as varchar) as person_key,
    cast(plans.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(plans.curriculum_year as integer) as curriculum_year,
    cast(plans.phase as varchar) as phase,
    cast(phases.phase_label as varchar) as phase_label,
    cast(plans.sex as varchar) as sex,
    cast(plans.placement_key as varchar) as placement_key,
    cast(plans.setting_type as varchar) as setting_type,
    cast(settings.setting_label as varchar) as setting_label,
    cast(
        {{ provider_key('plans.la_code', 'providers.provider_urn', 'providers.provider_ukprn') }}
        as varchar
    ) as provider_key,
    {{ reporting_date() }} as as_at
from plans
inner join month_ends on plans.as_at = month_ends.as_at
left join providers
    on plans.la_code = providers.la_code and plans.placement_key = providers.placement_key
left join {{ ref('sen_needs') }} as needs on plans.primary_need = needs.primary_need
left join {{ ref('phases') }} as phases on plans.phase = phases.phase
left join {{ ref('setting_types') }} as settings on plans.setting_type = settings.setting_type
