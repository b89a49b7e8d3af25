with years as (

    select period_start as new_year
    from {{ ref('int_calendar_periods') }}
    where period_type = 'calendar_year' and month_start = period_start

),

counted as (

    select
        new_year,
        -- 1 January 1970 was a Thursday, so this is 0 on Thursdays. Engines disagree on weekday
        -- numbers; they agree on counting days.
        {{ dbt.datediff("cast('1970-01-01' as date)", 'new_year', 'day') }} % 7
            as days_after_thursday
    from years

)

select
    cast(extract(year from new_year) as integer) as calendar_year,
    cast({{ dbt.dateadd('day', '14 + (7 - days_after_thursday) % 7', 'new_year') }} as date)
        as census_day
from counted
