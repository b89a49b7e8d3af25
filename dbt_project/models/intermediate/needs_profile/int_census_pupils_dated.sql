with pupils as (

    select
        *,
        cast({{ academic_year_began('census_date') }} as integer) as autumn_of,
        extract(month from census_date) <= 3 as is_spring
    from {{ ref('stg_dfe_census__school_census') }}
    where census_date <= {{ reporting_date() }}

),

census_days as (

    select distinct
        la_code,
        autumn_of,
        is_spring,
        census_date
    from pupils

),

ranked as (

    select
        la_code,
        census_date,
        row_number() over (
            partition by la_code, autumn_of
            order by case when is_spring then 0 else 1 end, census_date desc
        ) as best_first
    from census_days

)

select
    pupils.la_code,
    {{ academic_year_name('pupils.autumn_of') }} as academic_year,
    pupils.census_date,
    case
        when
            extract(month from pupils.census_date) >= {{ first_month_of_school_year() }}
            then 'autumn'
        when pupils.is_spring then 'spring'
        else 'summer'
    end as census_term,
    ranked.best_first = 1 as is_of_the_year,
    pupils.school_urn,
    pupils.upn_key,
    pupils.sen_provision,
    pupils.sen_type_1,
    pupils.is_in_sen_unit,
    pupils.is_in_resourced_provision,
    years.year_number,
    coalesce(years.phase, 'not_stated') as phase
from pupils
inner join ranked
    on
        pupils.la_code = ranked.la_code
        and pupils.census_date = ranked.census_date
left join {{ ref('curriculum_years') }} as years
    on pupils.nc_year = years.nc_year
