with late_cases as (

    select * from {{ ref('int_late_cases') }}

),

bands as (

    select * from {{ ref('lateness_bands') }}

),

periods as (

    select * from {{ ref('int_calendar_periods') }}

),

counted as (

    select
        late_cases.la_code,
        late_cases.clock,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        bands.band,
        bands.band_order,
        bands.band_label,
        count(*) as cases,
        count(case when late_cases.has_exception then 1 end) as with_exception,
        count(case when late_cases.has_late_decision then 1 end) as after_late_decision,
        count(case when late_cases.has_late_advice then 1 end) as after_late_advice,
        count(
            case
                when
                    not late_cases.has_exception
                    and not late_cases.has_late_decision
                    and not late_cases.has_late_advice
                    then 1
            end
        ) as without_cause
    from late_cases
    inner join bands on late_cases.days_over between bands.first_day and bands.last_day
    inner join periods on late_cases.month_start = periods.month_start
    group by
        late_cases.la_code, late_cases.clock, periods.period_type, periods.period_start,
        periods.period_end, bands.band, bands.band_order, bands.band_label

)

select
    cast(la_code as varchar) as la_code,
    cast(clock as varchar) as clock,
    cast(period_type as varchar) as period_type,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(period_end <= {{ reporting_date() }} as boolean) as is_complete,
    cast(band as varchar) as band,
    cast(band_order as integer) as band_order,
    cast(band_label as varchar) as band_label,
    cast(cases as bigint) as cases,
    cast(with_exception as bigint) as with_exception,
    cast(after_late_decision as bigint) as after_late_decision,
    cast(after_late_advice as bigint) as after_late_advice,
    cast(without_cause as bigint) as without_cause,
    {{ reporting_date() }} as as_at
from counted
