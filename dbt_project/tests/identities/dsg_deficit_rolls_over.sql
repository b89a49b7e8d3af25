-- A returned row is a year whose deficit does not come from the year before and its own movement,
-- or is not the retained deficit of the forecast.
with deficits as (

    select
        *,
        cast(substr(financial_year, 1, 4) as integer) as start_year
    from {{ ref('dsg_deficit') }}

),

retained as (

    select * from {{ ref('safety_valve_position') }}
    where line = 'retained_deficit'

)

select
    deficits.la_code,
    deficits.version,
    deficits.financial_year,
    deficits.opening_gbp,
    deficits.closing_gbp,
    year_before.closing_gbp as closing_before_gbp,
    retained.amount_gbp as retained_deficit_gbp
from deficits
left join deficits as year_before
    on
        deficits.la_code = year_before.la_code
        and deficits.version = year_before.version
        and deficits.start_year = year_before.start_year + 1
left join retained
    on
        deficits.la_code = retained.la_code
        and deficits.version = retained.version
        and deficits.financial_year = retained.financial_year
where
    deficits.closing_gbp is distinct from retained.amount_gbp
    or deficits.closing_gbp <> deficits.opening_gbp + deficits.in_year_gbp - deficits.payment_gbp
    or (year_before.la_code is not null and deficits.opening_gbp <> year_before.closing_gbp)
    or (deficits.closing_gbp is not null and deficits.opening_gbp is null)
