{{ config(materialized='table') }}

with reviews_due as (

    select
        *,
        least(due_date, coalesce(decided_on, due_date), {{ reporting_date() }}) as placed_on
    from {{ ref('int_annual_reviews_due') }}

),

plans as (

    select * from {{ ref('int_plans_in_series') }}

),

-- The plan that was maintained on the day; where there are several, the latest.
current_plans as (

    select
        reviews_due.la_code,
        reviews_due.series_key,
        reviews_due.counted_from,
        reviews_due.placed_on,
        plans.plan_key,
        plans.person_key,
        plans.cease_date,
        row_number() over (
            partition by reviews_due.la_code, reviews_due.series_key, reviews_due.counted_from
            order by plans.start_date desc, plans.plan_key desc
        ) as latest_first
    from reviews_due
    inner join plans
        on
            reviews_due.la_code = plans.la_code
            and reviews_due.series_key = plans.series_key
            and plans.start_date <= reviews_due.placed_on

),

meetings as (

    select
        reviews_due.la_code,
        reviews_due.series_key,
        reviews_due.counted_from,
        min(reviews.meeting_date) as meeting_date
    from reviews_due
    inner join plans
        on
            reviews_due.la_code = plans.la_code
            and reviews_due.series_key = plans.series_key
    inner join {{ ref('int_reviews_as_at') }} as reviews
        on
            plans.la_code = reviews.la_code
            and plans.plan_key = reviews.plan_key
            and reviews.meeting_date >= reviews_due.counted_from
            and reviews.meeting_date <= coalesce(reviews_due.decided_on, date '9999-12-31')
    group by reviews_due.la_code, reviews_due.series_key, reviews_due.counted_from

),

placements as (

    select
        current_plans.la_code,
        current_plans.series_key,
        current_plans.counted_from,
        stays.placement_key,
        row_number() over (
            partition by
                current_plans.la_code, current_plans.series_key, current_plans.counted_from
            order by stays.entry_date desc, stays.placement_key desc
        ) as latest_first
    from current_plans
    inner join {{ ref('int_placements_as_at') }} as stays
        on
            current_plans.la_code = stays.la_code
            and current_plans.plan_key = stays.plan_key
            and stays.placement_rank = 1
            and stays.entry_date <= current_plans.placed_on
            and coalesce(stays.leaving_date, date '9999-12-31') >= current_plans.placed_on
    where current_plans.latest_first = 1

)

select
    reviews_due.la_code,
    reviews_due.series_key,
    reviews_due.counted_from,
    reviews_due.due_date,
    reviews_due.decided_on,
    reviews_due.is_maintained_on_due_date,
    current_plans.plan_key,
    current_plans.person_key,
    current_plans.cease_date,
    meetings.meeting_date,
    placements.placement_key
from reviews_due
left join current_plans
    on
        reviews_due.la_code = current_plans.la_code
        and reviews_due.series_key = current_plans.series_key
        and reviews_due.counted_from = current_plans.counted_from
        and current_plans.latest_first = 1
left join meetings
    on
        reviews_due.la_code = meetings.la_code
        and reviews_due.series_key = meetings.series_key
        and reviews_due.counted_from = meetings.counted_from
left join placements
    on
        reviews_due.la_code = placements.la_code
        and reviews_due.series_key = placements.series_key
        and reviews_due.counted_from = placements.counted_from
        and placements.latest_first = 1
