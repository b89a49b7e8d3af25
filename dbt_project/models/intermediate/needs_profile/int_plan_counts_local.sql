with plans as (

    select * from {{ ref('int_plans_as_at') }}

),

census_days as (

    select * from {{ ref('int_census_days') }}
    where census_day <= {{ reporting_date() }}

),

first_years as (

    select
        la_code,
        extract(year from min(start_date)) as first_year
    from plans
    group by la_code

)

select
    first_years.la_code,
    census_days.calendar_year,
    count(
        case when {{ is_maintained('plans', 'census_days.census_day') }} then 1 end
    ) as plans_january,
    count(
        case
            when
                extract(year from plans.start_date) = census_days.calendar_year
                and plans.transfer_la is null
                then 1
        end
    ) as plans_new,
    count(
        case
            when extract(year from plans.cease_date) = census_days.calendar_year then 1
        end
    ) as plans_ceased
from first_years
inner join census_days on first_years.first_year <= census_days.calendar_year
inner join plans on first_years.la_code = plans.la_code
group by first_years.la_code, census_days.calendar_year
