with plans as (

    select * from {{ ref('int_plans_in_series') }}

),

reviews as (

    select * from {{ ref('int_reviews_as_at') }}

),

first_plans as (

    select
        la_code,
        series_key,
        min(start_date) as counted_from,
        false as is_after_a_review
    from plans
    group by la_code, series_key

),

decisions as (

    select distinct
        plans.la_code,
        plans.series_key,
        reviews.decision_date as counted_from,
        true as is_after_a_review
    from reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key
    inner join first_plans
        on
            plans.la_code = first_plans.la_code
            and plans.series_key = first_plans.series_key
            and reviews.decision_date > first_plans.counted_from

),

starts as (

    select * from first_plans
    union all
    select * from decisions

),

spans as (

    select
        starts.la_code,
        starts.series_key,
        starts.counted_from,
        starts.is_after_a_review,
        after_move.due_date is not null as is_after_move,
        coalesce(after_move.due_date, cast(
            {{ dbt.dateadd('month', 'clocks.limit_months', 'starts.counted_from') }} as date
        )) as due_date,
        lead(starts.counted_from) over (
            partition by starts.la_code, starts.series_key order by starts.counted_from
        ) as decided_on
    from starts
    inner join {{ ref('statutory_clocks') }} as clocks
        on
            clocks.clock = 'annual_review_12_months'
            and {{ clock_in_force('clocks', 'starts.counted_from') }}
    left join {{ ref('int_first_reviews_after_move') }} as after_move
        on
            starts.la_code = after_move.la_code
            and starts.series_key = after_move.series_key
            and starts.counted_from = after_move.moved_on

),

-- Of an authority that sends no extracts. A return has the last review of a plan in force. If that
-- one was decided within 12 months of the plan, so was the first; and none was decided between it
-- and the reference date.
known as (

    select
        spans.*,
        coalesce(spans.due_date <= returns.reference_date, true) as is_counted
    from spans
    left join {{ ref('base_sen2__returns') }} as returns
        on spans.la_code = returns.la_code and returns.is_latest
    where
        returns.la_code is null
        or spans.decided_on <= spans.due_date
        or (
            spans.decided_on is null
            and (spans.is_after_a_review or spans.is_after_move)
            and spans.due_date <= returns.reference_date
        )

)

select
    known.la_code,
    known.series_key,
    known.counted_from,
    known.due_date,
    known.decided_on,
    known.is_counted,
    count(plans.plan_key) > 0 as is_maintained_on_due_date
from known
left join plans
    on
        known.la_code = plans.la_code
        and known.series_key = plans.series_key
        and {{ is_maintained('plans', 'known.due_date') }}
group by
    known.la_code, known.series_key, known.counted_from, known.due_date, known.decided_on,
    known.is_counted
