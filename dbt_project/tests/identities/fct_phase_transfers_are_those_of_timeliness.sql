-- A returned row is a year in which fct_phase_transfers has another number of transfers that were
-- named in time than timeliness, or another number of transfers that are due.
with transfers as (

    select
        la_code,
        calendar_year,
        count(*) as due,
        count(case when status = 'named_in_time' then 1 end) as in_time
    from {{ ref('fct_phase_transfers') }}
    where
        due_date < as_at
        or (due_date = as_at and status = 'named_in_time')
    group by la_code, calendar_year

)

select
    timeliness.la_code,
    timeliness.period_start
from {{ ref('timeliness') }} as timeliness
left join transfers
    on
        timeliness.la_code = transfers.la_code
        and extract(year from timeliness.period_start) = transfers.calendar_year
where
    timeliness.clock = 'phase_transfer'
    and timeliness.period_type = 'calendar_year'
    and (
        timeliness.completed <> coalesce(transfers.due, 0)
        or timeliness.within_time <> coalesce(transfers.in_time, 0)
    )
