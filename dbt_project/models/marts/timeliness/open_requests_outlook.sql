-- 1. requests: days_in_breach is the time past day 140 of a request that is open and in breach.
-- 2. counted: what is open, due and in breach at the reporting date, and what the month has issued.
-- The best case of the month issues all that are due in it in time, and nothing else.
with requests as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'as_at') }} as date) as month_start,
        cast({{ dbt.last_day('as_at', 'month') }} as date) as month_end,
        case
            when is_open and final_plan_due_date < as_at
                then {{ dbt.datediff('final_plan_due_date', 'as_at', 'day') }}
        end as days_in_breach
    from {{ ref('int_ehc_requests') }}

),

counted as (

    select
        la_code,
        month_end,
        count(case when is_open then 1 end) as open_requests,
        count(case when is_open and received_date is null then 1 end) as open_without_date,
        count(
            case
                when
                    is_open
                    and final_plan_due_date between as_at
                    and {{ dbt.dateadd('day', var('due_soon_within_days'), 'as_at') }}
                    then 1
            end
        ) as due_in_28_days,
        count(days_in_breach) as already_breached,
        percentile_cont(0.5) within group (order by days_in_breach) as breached_median_days,
        max(days_in_breach) as breached_longest_days,
        count(case when final_plan_date >= month_start then 1 end) as issued_this_month,
        count(case when final_plan_date >= month_start and final_plan_in_time then 1 end)
            as issued_this_month_in_time,
        count(
            case when is_open and final_plan_due_date between as_at and month_end then 1 end
        ) as due_this_month
    from requests
    group by la_code, month_end

)

select
    cast(la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(month_end as date) as month_end,

    cast(open_requests as bigint) as open_requests,
    cast(open_without_date as bigint) as open_without_date,
    cast(due_in_28_days as bigint) as due_in_28_days,
    cast(already_breached as bigint) as already_breached,
    cast(breached_median_days as decimal(9, 1)) as breached_median_days,
    cast(breached_longest_days as integer) as breached_longest_days,

    cast(issued_this_month as bigint) as issued_this_month,
    cast(issued_this_month_in_time as bigint) as issued_this_month_in_time,
    {{ rate_pct('issued_this_month_in_time', 'issued_this_month') }}
        as month_end_if_none_issued_pct,

    cast(due_this_month as bigint) as due_this_month,
    cast(issued_this_month + due_this_month as bigint) as issued_if_all_due,
    cast(issued_this_month_in_time + due_this_month as bigint) as issued_in_time_if_all_due,
    {{ rate_pct(
        'issued_this_month_in_time + due_this_month', 'issued_this_month + due_this_month'
    ) }}
        as month_end_if_all_due_issued_pct
from counted
