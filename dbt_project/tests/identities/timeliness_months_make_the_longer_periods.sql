-- A returned row is a quarter or year whose counts differ from the sum of its months.
with timeliness as (

    select * from {{ ref('timeliness') }}

),

longer as (

    select * from timeliness
    where period_type <> 'month'

),

months as (

    select * from timeliness
    where period_type = 'month'

)

select
    longer.la_code,
    longer.clock,
    longer.period_type,
    longer.period_start
from longer
inner join months
    on
        longer.la_code = months.la_code
        and longer.clock = months.clock
        and months.period_start between longer.period_start and longer.period_end
group by
    longer.la_code, longer.clock, longer.period_type, longer.period_start,
    longer.completed, longer.within_time,
    longer.completed_excluding_exceptions, longer.within_time_excluding_exceptions
having
    longer.completed <> sum(months.completed)
    or longer.within_time <> sum(months.within_time)
    or longer.completed_excluding_exceptions <> sum(months.completed_excluding_exceptions)
    or longer.within_time_excluding_exceptions <> sum(months.within_time_excluding_exceptions)
