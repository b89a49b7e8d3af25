-- Where the child is before a phase transfer and after it.
-- 1. transfers: the day before the move (placed_on), and the day by which the child has moved.
-- 2. stays: the stays of rank 1 of all plans of the child.
-- 3. days: one row for each side of the move; "to" only once the school year has begun.
-- 4. placed: the latest stay on each of these days.
with transfers as (

    select
        transfers.la_code,
        transfers.plan_key,
        transfers.due_date,
        plans.person_key,
        least(transfers.due_date, {{ reporting_date() }}) as placed_on,
        cast({{ dbt.concat([
            "cast(extract(year from transfers.due_date) as varchar)",
            "'-" ~ var('school_year_begins') ~ "'"
        ]) }} as date) as begins_on,
        least(
            cast({{ dbt.concat([
                "cast(extract(year from transfers.due_date) as varchar)",
                "'-" ~ var('moved_by') ~ "'"
            ]) }} as date),
            {{ reporting_date() }}
        ) as moved_by
    from {{ ref('int_phase_transfers_due') }} as transfers
    inner join {{ ref('int_plans_as_at') }} as plans
        on transfers.la_code = plans.la_code and transfers.plan_key = plans.plan_key

),

-- Of all plans of the child, because a plan that is reissued for the move has a key of its own.
stays as (

    select
        placements.la_code,
        plans.person_key,
        placements.placement_key,
        placements.entry_date,
        coalesce(placements.leaving_date, date '9999-12-31') as leaving_date
    from {{ ref('int_placements_as_at') }} as placements
    inner join {{ ref('int_plans_as_at') }} as plans
        on placements.la_code = plans.la_code and placements.plan_key = plans.plan_key
    where placements.placement_rank = 1

),

days as (

    select
        la_code,
        plan_key,
        due_date,
        person_key,
        'from' as side,
        placed_on
    from transfers
    union all
    select
        la_code,
        plan_key,
        due_date,
        person_key,
        'to' as side,
        moved_by as placed_on
    from transfers
    where begins_on <= moved_by

),

placed as (

    select
        days.la_code,
        days.plan_key,
        days.due_date,
        days.side,
        stays.placement_key,
        row_number() over (
            partition by days.la_code, days.plan_key, days.due_date, days.side
            order by stays.entry_date desc, stays.placement_key desc
        ) as latest_first
    from days
    inner join stays
        on
            days.la_code = stays.la_code
            and days.person_key = stays.person_key
            and stays.entry_date <= days.placed_on
            and stays.leaving_date >= days.placed_on

)

select
    la_code,
    plan_key,
    due_date,
    max(case when side = 'from' then placement_key end) as placement_key_from,
    max(case when side = 'to' then placement_key end) as placement_key_to
from placed
where latest_first = 1
group by la_code, plan_key, due_date
