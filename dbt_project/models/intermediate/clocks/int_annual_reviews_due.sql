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
        min(start_date) as counted_from
    from plans
    group by la_code, series_key

),

decisions as (

    select distinct
        plans.la_code,
        plans.series_key,
        reviews.decision_date as counted_from
    from reviews
    inner join plans on reviews.la_code = plans.la_code and reviews.plan_key = plans.plan_key
    inner join first_plans
        on
            plans.la_code = first_plans.la_code
            and plans.series_key = first_plans.series_key
            and reviews.decision_date > first_plans.counted_from

),

starts as (

    select
        la_code,
        series_key,
        counted_from
    from first_plans
    union all
    select
        la_code,
        series_key,
        counted_from
    from decisions

),

spans as (

    select
        starts.la_code,
        starts.series_key,
        starts.counted_from,
        cast(
            {{ dbt.dateadd('month', 'clocks.limit_months', 'starts.counted_from') }} as date
        ) as due_date,
        lead(starts.counted_from) over (
            partition by starts.la_code, starts.series_key order by starts.counted_from
        ) as decided_on
    from starts
    inner join {{ ref('statutory_clocks') }} as clocks
        on
            clocks.clock = 'annual_review_12_months'
            and {{ clock_in_force('clocks', 'starts.counted_from') }}

)

select
    spans.la_code,
    spans.series_key,
    spans.counted_from,
    spans.due_date,
    spans.decided_on,
    count(plans.plan_key) > 0 as is_maintained_on_due_date
from spans
left join plans
    on
        spans.la_code = plans.la_code
        and spans.series_key = plans.series_key
        and {{ is_maintained('plans', 'spans.due_date') }}
group by
    spans.la_code, spans.series_key, spans.counted_from, spans.due_date, spans.decided_on
