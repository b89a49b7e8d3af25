{{ config(materialized='table') }}

-- A total less the figures that are shown can give the figure of an authority that DfE blanked. So
-- a region with one blanked authority is withheld. Where that is the only such region, England less
-- the other regions would give it: regions with several blanked authorities are then withheld too,
-- or England, where there are none. England's averages stay, because they are no totals.
with figures as (

    select
        *,
        value is null and numerator is null as is_blank,
        cast(substring(release, 1, 4) as integer) >= {{ var('first_release_withheld') }}
            as is_recent
    from {{ ref('int_benchmarks_mapped') }}

),

regions as (

    select
        measure,
        calendar_year,
        vintage,
        coalesce(region_code, 'none') as region_code,
        sum(case when is_blank and coalesce(symbol, 'x') <> 'z' then 1 else 0 end) as blanked
    from figures
    where area_level = 'local_authority'
    group by measure, calendar_year, vintage, coalesce(region_code, 'none')

),

countries as (

    select
        measure,
        calendar_year,
        vintage,
        sum(case when blanked = 1 then 1 else 0 end) as with_one,
        sum(case when blanked > 1 then 1 else 0 end) as with_several
    from regions
    group by measure, calendar_year, vintage

),

decided as (

    select
        figures.*,
        case
            when figures.is_blank or not figures.is_recent then false
            when figures.area_level = 'region'
                then regions.blanked = 1 or (regions.blanked > 1 and countries.with_one = 1)
            when figures.area_level = 'england' and figures.unit <> 'weeks'
                then countries.with_one = 1 and countries.with_several = 0
            else false
        end as is_withheld
    from figures
    left join countries
        on
            figures.measure = countries.measure
            and figures.calendar_year = countries.calendar_year
            and figures.vintage = countries.vintage
    left join regions
        on
            figures.area_code = regions.region_code
            and figures.measure = regions.measure
            and figures.calendar_year = regions.calendar_year
            and figures.vintage = regions.vintage

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
    area_name,
    region_code,
    case when not coalesce(is_withheld, false) then value end as value,
    case when coalesce(is_withheld, false) then 'withheld' else symbol end as symbol,
    case when not coalesce(is_withheld, false) then numerator end as numerator,
    case when not coalesce(is_withheld, false) then denominator end as denominator
from decided
