with years as (

    select period_start as new_year
    from {{ ref('int_calendar_periods') }}
    where period_type = 'calendar_year' and month_start = period_start

),

counted as (

    select
        new_year,
        -- Thursday is three days after Monday.
        (7 + 3 - {{ days_since_monday('new_year') }}) % 7 as days_to_thursday
    from years

)

select
    cast(extract(year from new_year) as integer) as calendar_year,
    cast({{ dbt.dateadd('day', '14 + days_to_thursday', 'new_year') }} as date) as census_day
from counted
