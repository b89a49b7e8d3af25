-- A returned row is a clock of an authority with ended cases that are in no month.
with months as (

    select
        la_code,
        clock,
        sum(completed) as completed
    from {{ ref('timeliness') }}
    where period_type = 'month'
    group by la_code, clock

),

events as (

    select
        la_code,
        clock,
        count(*) as completed
    from {{ ref('int_ehc_clock_events') }}
    group by la_code, clock

)

select
    events.la_code,
    events.clock,
    events.completed as cases_ended,
    months.completed as cases_in_months
from events
left join months on events.la_code = months.la_code and events.clock = months.clock
where events.completed <> coalesce(months.completed, 0)
