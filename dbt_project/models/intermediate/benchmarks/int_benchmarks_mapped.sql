{{ config(materialized='table') }}

-- 1. measures: the seed dfe_measures, with the years that each of its rows holds for.
-- 2. dated: each figure with its calendar year.
-- 3. mapped: each figure with its measure and its role (value, numerator or denominator).
-- The figures of a measure with one role are parts of a sum.
with figures as (

    select * from {{ ref('stg_dfe_census__ehc_plans') }}

),

measures as (

    select
        *,
        coalesce(cast(nullif(first_year, '') as integer), 0) as holds_from,
        coalesce(cast(nullif(last_year, '') as integer), 9999) as holds_to
    from {{ ref('dfe_measures') }}

),

dated as (

    select
        *,
        -- Six digits are an academic year (201819): its January is in the later year. Decided by
        -- the digits, since DfE has printed them beside the label "Calendar year".
        cast(substring(time_period, 1, 4) as integer)
        + case when length(time_period) = 6 then 1 else 0 end as calendar_year
    from figures

),

mapped as (

    select
        case
            when figures.geographic_level = 'Local authority' then 'local_authority'
            when figures.geographic_level = 'Regional' then 'region'
            else 'england'
        end as area_level,
        coalesce(figures.old_la_code, figures.region_code, figures.country_code) as area_code,
        coalesce(figures.la_name, figures.region_name, figures.country_name) as area_name,
        figures.old_la_code as la_code,
        measures.measure,
        measures.unit,
        measures.role,
        figures.vintage,
        figures.release,
        figures.release_version,
        figures.is_superseded,
        case when figures.old_la_code is not null then figures.region_code end as region_code,
        figures.calendar_year,
        figures.value,
        figures.symbol
    from dated as figures
    inner join measures
        on
            figures.file = measures.file
            -- DfE changes the case of indicators between releases.
            and lower(figures.indicator) = lower(measures.indicator)
            and coalesce(figures.breakdown, '') = coalesce(measures.breakdown, '')
            and figures.calendar_year between measures.holds_from and measures.holds_to

)

select
    area_level,
    area_code,
    la_code,
    measure,
    unit,
    calendar_year,
    vintage,
    release,
    release_version,
    is_superseded,
    max(area_name) as area_name,
    max(region_code) as region_code,
    -- Where DfE printed a mark for a part, the whole is not known.
    case
        when count(case when role = 'value' then symbol end) = 0
            then sum(case when role = 'value' then value end)
    end as value,
    max(case when role = 'value' then symbol end) as symbol,
    case
        when count(case when role = 'numerator' then symbol end) = 0
            then sum(case when role = 'numerator' then value end)
    end as numerator,
    case
        when count(case when role = 'denominator' then symbol end) = 0
            then sum(case when role = 'denominator' then value end)
    end as denominator
from mapped
group by
    area_level, area_code, la_code, measure, unit, calendar_year,
    vintage, release, release_version, is_superseded
