-- The authority's own children at places, on the day on which a year's places are counted: those
-- with a plan, in their main placement. A stay includes its first and its last day; of two stays on
-- a day, the later one counts. At a school whose type names no places, a child counts
-- where the authority commissions places.
with years as (

    select * from {{ ref('int_place_years') }}
    where has_begun

),

stays as (

    select
        placements.*,
        settings.setting_type as setting_with_places,
        settings.place_type,
        {{ provider_id('providers.provider_urn', 'providers.provider_ukprn') }} as provider_id
    from {{ ref('int_placements_typed') }} as placements
    left join {{ ref('place_settings') }} as settings
        on placements.setting_type = settings.setting_type
    left join {{ ref('int_placement_providers') }} as providers
        on
            placements.la_code = providers.la_code
            and placements.placement_key = providers.placement_key
    where placements.placement_rank = 1

),

plans as (

    select
        plans.la_code,
        plans.plan_key,
        plans.start_date,
        plans.cease_date,
        persons.birth_date,
        coalesce(needs.primary_need, 'not_recorded') as primary_need
    from {{ ref('int_plans_as_at') }} as plans
    left join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('int_plans_primary_need') }} as needs
        on plans.la_code = needs.la_code and plans.plan_key = needs.plan_key

),

placed as (

    select
        years.la_code,
        years.year_began,
        stays.setting_with_places,
        stays.place_type,
        stays.provider_id,
        plans.primary_need,
        {{ phase_of(curriculum_year('plans.birth_date', 'years.counted_on')) }} as phase,
        row_number() over (
            partition by years.la_code, years.year_began, plans.plan_key
            order by stays.entry_date desc nulls last, stays.placement_key desc
        ) as latest_first
    from years
    inner join stays
        on
            years.la_code = stays.la_code
            and years.counted_on >= stays.entry_date
            and years.counted_on <= coalesce(stays.leaving_date, date '9999-12-31')
    inner join plans
        on
            stays.la_code = plans.la_code
            and stays.plan_key = plans.plan_key
            and {{ is_maintained('plans', 'years.counted_on') }}

),

commissioned as (

    select distinct
        la_code,
        year_began,
        provider_id
    from {{ ref('int_places_by_year') }}

)

select
    placed.la_code,
    placed.year_began,
    placed.place_type,
    placed.provider_id,
    placed.phase,
    placed.primary_need,
    count(*) as children
from placed
left join commissioned
    on
        placed.la_code = commissioned.la_code
        and placed.year_began = commissioned.year_began
        and placed.provider_id = commissioned.provider_id
where
    placed.latest_first = 1
    and placed.setting_with_places is not null
    and (placed.place_type is not null or commissioned.provider_id is not null)
group by
    placed.la_code, placed.year_began, placed.place_type, placed.provider_id, placed.phase,
    placed.primary_need
