with plans as (

    select * from {{ ref('int_plans_in_series') }}

),

moved_in as (

    select
        la_code,
        series_key,
        min(start_date) as moved_on
    from plans
    group by la_code, series_key
    having max(transfer_la) is not null

),

-- The last review before the move: the other authority's, where the records have it.
reviewed as (

    select
        moved_in.la_code,
        moved_in.series_key,
        moved_in.moved_on,
        max(reviews.decision_date) as reviewed_on
    from moved_in
    inner join plans
        on moved_in.la_code = plans.la_code and moved_in.series_key = plans.series_key
    inner join {{ ref('int_reviews_as_at') }} as reviews
        on
            plans.la_code = reviews.la_code
            and plans.plan_key = reviews.plan_key
            and reviews.decision_date <= moved_in.moved_on
    group by moved_in.la_code, moved_in.series_key, moved_in.moved_on

)

select
    reviewed.la_code,
    reviewed.series_key,
    reviewed.moved_on,
    reviewed.reviewed_on,
    cast(
        greatest(
            {{ dbt.dateadd('month', 'clocks.limit_months', 'reviewed.reviewed_on') }},
            {{ dbt.dateadd('month', var('first_review_after_move_months'), 'reviewed.moved_on') }}
        ) as date
    ) as due_date
from reviewed
inner join {{ ref('statutory_clocks') }} as clocks
    on
        clocks.clock = 'annual_review_12_months'
        and {{ clock_in_force('clocks', 'reviewed.moved_on') }}
