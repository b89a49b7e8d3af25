-- The census that tells who is on roll on the day on which a year's places are counted: a census
-- does so until the next one. DfE asks for needs and units in the spring only, so that a census
-- without a pupil in a unit tells nothing of units where an earlier one has some.
with census_days as (

    select
        la_code,
        census_date,
        max(case when is_in_sen_unit or is_in_resourced_provision then 1 else 0 end) as has_units
    from {{ ref('int_census_pupils_dated') }}
    group by la_code, census_date

),

ranked as (

    select
        years.la_code,
        years.year_began,
        census_days.census_date,
        row_number() over (
            partition by years.la_code, years.year_began
            order by census_days.has_units desc, census_days.census_date desc
        ) as best_first
    from {{ ref('int_place_years') }} as years
    inner join census_days
        on
            years.la_code = census_days.la_code
            and years.counted_on >= census_days.census_date
            and years.counted_on < {{ dbt.dateadd(
                'month', var('census_counts_for_months'), 'census_days.census_date'
            ) }}
    where years.has_begun

)

select
    la_code,
    year_began,
    census_date
from ranked
where best_first = 1
