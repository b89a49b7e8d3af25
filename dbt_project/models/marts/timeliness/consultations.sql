with consultations as (

    select
        consultations.*,
        {{ academic_year_began('consultations.sent_date') }} as year_began,
        {{ dbt.datediff('consultations.sent_date', 'consultations.answered_date', 'day') }}
            as days_taken,
        -- An answer without its day is an answer.
        consultations.answer is not null or consultations.answered_date is not null as is_answered
    from {{ ref('int_consultations_as_at') }} as consultations

),

counted as (

    select
        la_code,
        {{ academic_year_name('year_began') }} as academic_year,
        urn,
        count(*) as sent,
        count(case when is_answered then 1 end) as answered,
        count(answered_date) as answered_with_date,
        count(case when answered_date <= due_date then 1 end) as answered_in_time,
        count(case when answer = 'offer' then 1 end) as offered,
        count(case when answer = 'decline' then 1 end) as declined,
        count(case when not is_answered then 1 end) as awaited,
        count(case when not is_answered and due_date < {{ reporting_date() }} then 1 end)
            as overdue,
        percentile_cont(0.5) within group (order by days_taken) as median_days
    from consultations
    group by la_code, year_began, urn

)

select
    cast(counted.la_code as varchar) as la_code,
    cast(counted.academic_year as varchar) as academic_year,
    cast(counted.urn as varchar) as provider_urn,
    cast(schools.name as varchar) as provider_name,
    cast(counted.sent as bigint) as sent,
    cast(counted.answered as bigint) as answered,
    cast(counted.answered_with_date as bigint) as answered_with_date,
    cast(counted.answered_in_time as bigint) as answered_within_15_days,
    {{ rate_pct('counted.answered_in_time', 'counted.answered_with_date') }}
        as answered_within_15_days_pct,
    cast(counted.offered as bigint) as offered,
    cast(counted.declined as bigint) as declined,
    {{ rate_pct('counted.declined', 'counted.answered') }} as declined_pct,
    cast(counted.awaited as bigint) as awaited,
    cast(counted.overdue as bigint) as overdue,
    cast(counted.median_days as decimal(9, 1)) as median_days,
    {{ reporting_date() }} as as_at
from counted
left join {{ ref('stg_dfe_census__gias_establishments') }} as schools on counted.urn = schools.urn
