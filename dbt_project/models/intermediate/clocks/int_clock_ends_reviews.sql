with reviews as (

    select * from {{ ref('int_reviews_as_at') }}

),

-- The two clocks that run from the meeting.
ended as (

    select
        la_code,
        'review_decision_4_weeks' as clock,
        review_key as case_key,
        meeting_date,
        decision_date as counted_on
    from reviews
    union all
    select
        la_code,
        'amended_plan_12_weeks' as clock,
        review_key as case_key,
        meeting_date,
        final_date as counted_on
    from reviews
    -- A plan that is maintained or ceases (M, C) is not amended. The outcome may not be recorded.
    where coalesce(review_outcome, 'A') = 'A'

),

-- The two clocks that count on their due date, done or not.
due as (

    select
        la_code,
        'annual_review_12_months' as clock,
        series_key as case_key,
        due_date,
        decided_on as done_on,
        {{ dbt.datediff('counted_from', 'decided_on', 'day') }} as days_taken,
        is_maintained_on_due_date
    from {{ ref('int_annual_reviews_due') }}
    where is_counted
    union all
    select
        la_code,
        'phase_transfer' as clock,
        plan_key as case_key,
        due_date,
        named_on as done_on,
        null as days_taken,
        is_maintained_on_due_date
    from {{ ref('int_phase_transfers_due') }}

)

select
    ended.la_code,
    ended.clock,
    ended.case_key,
    ended.counted_on,
    clocks.limit_days,
    {{ dbt.datediff('ended.meeting_date', 'ended.counted_on', 'day') }} as days_taken,
    {{ dbt.datediff('ended.meeting_date', 'ended.counted_on', 'day') }}
    <= clocks.limit_days as in_time,
    true as has_ended,
    false as has_exception
from ended
inner join {{ ref('statutory_clocks') }} as clocks
    on
        ended.clock = clocks.clock
        and {{ clock_in_force('clocks', 'ended.meeting_date') }}
union all
select
    la_code,
    clock,
    case_key,
    due_date as counted_on,
    cast(null as integer) as limit_days,
    days_taken,
    coalesce(done_on <= due_date, false) as in_time,
    done_on is not null as has_ended,
    false as has_exception
from due
where
    -- A review counts as missed after its due date, if the plan was still maintained on that date.
    due_date <= {{ reporting_date() }}
    and (
        done_on <= due_date
        or (is_maintained_on_due_date and coalesce(done_on, {{ reporting_date() }}) > due_date)
    )
