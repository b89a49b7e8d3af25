-- A returned row is an area with more plans (or more of them in time) once the cases with an
-- exception are left out than with them. None in the real releases of 2022 and 2025.
with rates as (

    select * from {{ ref('dfe_rates_recomputed') }}
    where not is_superseded

)

select
    everything.la_code,
    everything.area_code,
    everything.period,
    everything.vintage
from rates as everything
inner join rates as excluding
    on
        everything.area_code = excluding.area_code
        and everything.period = excluding.period
        and everything.vintage = excluding.vintage
where
    everything.measure = 'within_20_weeks_pct'
    and excluding.measure = 'within_20_weeks_excluding_exceptions_pct'
    and (
        excluding.numerator > everything.numerator
        or excluding.denominator > everything.denominator
    )
