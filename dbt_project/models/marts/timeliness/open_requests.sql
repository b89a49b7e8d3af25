with open_requests as (

    select
        *,
        -- Whole weeks since receipt; the last one is a year and more.
        least({{ divide_down('days_open', 7) }}, {{ var('longest_week_open') }}) as week_open
    from {{ ref('int_ehc_requests') }}
    where is_open and days_open is not null

),

local_authorities as (

    select distinct la_code
    from {{ ref('int_ehc_requests') }}

),

weeks as (

    select generated_number - 1 as week_open
    from ({{ dbt.generate_series(var('longest_week_open') + 1) }}) as week_numbers

),

counted as (

    select
        local_authorities.la_code,
        weeks.week_open,
        count(open_requests.request_key) as requests,
        count(case when open_requests.final_plan_due_date < open_requests.as_at then 1 end)
            as already_breached,
        count(
            case
                when
                    open_requests.final_plan_due_date between open_requests.as_at
                    and {{ dbt.dateadd(
                        'day', var('due_soon_within_days'), 'open_requests.as_at'
                    ) }}
                    then 1
            end
        ) as due_in_28_days,
        count(case when open_requests.status = 'awaiting_decision' then 1 end) as awaiting_decision,
        count(
            case
                when
                    open_requests.status = 'awaiting_decision'
                    and open_requests.decision_due_date < open_requests.as_at
                    then 1
            end
        ) as decision_breached
    from local_authorities
    cross join weeks
    left join open_requests
        on
            local_authorities.la_code = open_requests.la_code
            and weeks.week_open = open_requests.week_open
    group by local_authorities.la_code, weeks.week_open

)

select
    cast(la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(week_open as integer) as week_open,
    cast(
        case
            when week_open = {{ var('longest_week_open') }}
                then '{{ var('longest_week_open') }}+'
            else cast(week_open as varchar)
        end as varchar
    ) as week_open_label,
    cast(requests as bigint) as requests,
    cast(already_breached as bigint) as already_breached,
    cast(due_in_28_days as bigint) as due_in_28_days,
    cast(awaiting_decision as bigint) as awaiting_decision,
    cast(decision_breached as bigint) as decision_breached
from counted
