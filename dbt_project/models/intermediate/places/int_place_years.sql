-- The academic years of an authority's places, and the day on which each is counted: the reporting
-- date in its own year, the day of DfE's school capacity survey in the others.
with authorities as (

    select distinct la_code
    from {{ ref('base_ingest__loads') }}
    where source in ('case_system', 'places')

),

dated as (

    select
        la_code,
        {{ academic_year_began('start_date') }} as year_began
    from {{ ref('stg_places__commissioned_places') }}
    union all
    select
        la_code,
        {{ academic_year_began('opens_on') }} as year_began
    from {{ ref('stg_places__planned_places') }}
    where opens_on is not null
    union all
    select
        la_code,
        cast(substr(academic_year, 1, 4) as integer) as year_began
    from {{ ref('stg_places__place_forecasts') }}

),

first_years as (

    select
        authorities.la_code,
        least(
            coalesce(min(dated.year_began), {{ academic_year_began(reporting_date()) }}),
            {{ academic_year_began(reporting_date()) }}
        ) as first_year
    from authorities
    left join dated on authorities.la_code = dated.la_code
    group by authorities.la_code

),

septembers as (

    select distinct cast(extract(year from month_start) as integer) as year_began
    from {{ ref('int_calendar_periods') }}
    where period_type = 'month'

),

years as (

    select
        first_years.la_code,
        septembers.year_began
    from first_years
    inner join septembers
        on
            first_years.first_year <= septembers.year_began
            and {{ academic_year_began(reporting_date()) }} + {{ var('place_years_ahead') }}
            >= septembers.year_began
    union
    -- A scheme or a forecast may be of a later year.
    select
        la_code,
        cast(year_began as integer) as year_began
    from dated

)

select
    la_code,
    year_began,
    {{ academic_year_name('year_began') }} as academic_year,
    year_began = {{ academic_year_began(reporting_date()) }} as is_current,
    year_began <= {{ academic_year_began(reporting_date()) }} as has_begun,
    case
        when year_began = {{ academic_year_began(reporting_date()) }} then {{ reporting_date() }}
        else cast(
            concat(cast(year_began + 1 as varchar), '-{{ var("places_counted_on") }}') as date
        )
    end as counted_on
from years
