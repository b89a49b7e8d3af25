{{ config(materialized='table') }}

with plans as (

    select
        plans.la_code,
        plans.plan_key,
        plans.person_key,
        -- Plans are joined on dozens of days: a number joins far quicker than two texts.
        row_number() over (order by plans.la_code, plans.plan_key) as plan_number,
        plans.start_date,
        plans.cease_date,
        persons.birth_date,
        coalesce(persons.sex, 'not_recorded') as sex,
        coalesce(needs.sen_type, 'not_recorded') as primary_need
    from {{ ref('int_plans_as_at') }} as plans
    left join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('stg_case_system__needs') }} as needs
        on
            plans.la_code = needs.la_code
            and plans.plan_key = needs.plan_key
            and needs.sen_type_rank = 1

),

snapshots as (

    select * from {{ ref('int_profile_snapshots') }}

),

main_placements as (

    select
        plans.plan_number,
        placements.placement_key,
        placements.setting_type,
        placements.entry_date,
        placements.leaving_date
    from {{ ref('int_placements_typed') }} as placements
    inner join plans
        on placements.la_code = plans.la_code and placements.plan_key = plans.plan_key
    where placements.placement_rank = 1

),

active as (

    select
        plans.la_code,
        plans.plan_key,
        plans.person_key,
        plans.plan_number,
        plans.sex,
        plans.primary_need,
        snapshots.as_at,
        {{ curriculum_year('plans.birth_date', 'snapshots.as_at') }} as curriculum_year
    from plans
    inner join snapshots on {{ is_maintained('plans', 'snapshots.as_at') }}

),

-- A stay includes its first and its last day. Of two stays on a day, the later one counts.
placed as (

    select
        snapshots.as_at,
        main_placements.plan_number,
        main_placements.placement_key,
        main_placements.setting_type,
        row_number() over (
            partition by main_placements.plan_number, snapshots.as_at
            order by main_placements.entry_date desc nulls last, main_placements.placement_key desc
        ) as latest_first
    from main_placements
    inner join snapshots
        on
            main_placements.entry_date <= snapshots.as_at
            and (
                main_placements.leaving_date is null
                or main_placements.leaving_date >= snapshots.as_at
            )

)

select
    active.la_code,
    active.as_at,
    active.plan_key,
    active.person_key,
    active.primary_need,
    active.curriculum_year,
    {{ phase_of('active.curriculum_year') }} as phase,
    placed.placement_key,
    coalesce(placed.setting_type, 'not_recorded') as setting_type,
    active.sex
from active
left join placed
    on
        active.plan_number = placed.plan_number
        and active.as_at = placed.as_at
        and placed.latest_first = 1
