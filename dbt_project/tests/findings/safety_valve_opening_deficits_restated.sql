-- A returned row is a later year for which an opening deficit was sent that is not the retained
-- deficit of the year before. The marts use the retained deficit. To do: ask the authority which
-- one is right.
select
    years.la_code,
    years.version,
    years.financial_year,
    years.opening_deficit_gbp,
    year_before.retained_deficit_gbp as retained_before_gbp
from {{ ref('int_safety_valve_years') }} as years
inner join {{ ref('int_safety_valve_years') }} as year_before
    on
        years.la_code = year_before.la_code
        and years.version = year_before.version
        and years.start_year = year_before.start_year + 1
where years.opening_deficit_gbp <> year_before.retained_deficit_gbp
