-- The census that tells who is on roll on the day on which a year's places are counted: a census does
-- so until the next one.
with census_days as (

    select distinct
        la_code,
        census_date
    from {{ ref('int_census_pupils_dated') }}

)

select
    years.la_code,
    years.year_began,
    max(census_days.census_date) as census_date
from {{ ref('int_place_years') }} as years
inner join census_days
    on
        years.la_code = census_days.la_code
        and years.counted_on >= census_days.census_date
        and years.counted_on < {{ dbt.dateadd(
            'month', var('census_counts_for_months'), 'census_days.census_date'
        ) }}
where years.has_begun
group by years.la_code, years.year_began
