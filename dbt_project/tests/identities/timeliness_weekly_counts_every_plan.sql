-- A returned row is an authority and week whose plans are not those issued in it, or whose thirteen
-- weeks are not the sum of thirteen.
with weekly as (

    select * from {{ ref('timeliness_weekly') }}

),

issued as (

    select
        weekly.la_code,
        weekly.week_start,
        count(requests.request_key) as issued
    from weekly
    left join {{ ref('fct_ehc_requests') }} as requests
        on
            weekly.la_code = requests.la_code
            and requests.final_plan_date between weekly.week_start and weekly.week_end
    group by weekly.la_code, weekly.week_start

),

pooled as (

    select
        la_code,
        week_start,
        issued_13_weeks,
        sum(issued) over (
            partition by la_code order by week_start rows between 12 preceding and current row
        ) as issued_summed,
        row_number() over (partition by la_code order by week_start) as week_number
    from weekly

)

select
    weekly.la_code,
    weekly.week_start,
    weekly.issued,
    issued.issued as issued_found,
    pooled.issued_13_weeks,
    pooled.issued_summed
from weekly
inner join issued
    on weekly.la_code = issued.la_code and weekly.week_start = issued.week_start
inner join pooled
    on weekly.la_code = pooled.la_code and weekly.week_start = pooled.week_start
where
    weekly.issued <> issued.issued
    or (pooled.week_number >= 13 and pooled.issued_13_weeks <> pooled.issued_summed)
