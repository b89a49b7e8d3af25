-- An authority's statistical neighbours as one area.
-- 1. sums: the figures of the neighbours added up: values, and counts where both are published.
-- 2. with_method: a percentage is pooled from the counts; any other figure, and a percentage
--    without counts, is the mean of the values.
with published as (

    select * from {{ ref('int_benchmarks_published') }}

),

neighbours as (

    select * from {{ ref('statistical_neighbours') }}

),

names as (

    select
        la_code,
        max(area_name) as la_name
    from published
    where area_level = 'local_authority'
    group by la_code

),

sums as (

    select
        neighbours.la_code,
        published.measure,
        published.unit,
        published.calendar_year,
        published.vintage,
        published.release,
        published.release_version,
        published.is_superseded,
        count(published.value) as values_found,
        sum(published.value) as values_sum,
        min(published.symbol) as symbol,
        count(
            case
                when published.numerator is not null and published.denominator is not null then 1
            end
        ) as ratios_found,
        sum(case when published.denominator is not null then published.numerator end)
            as numerator,
        sum(case when published.numerator is not null then published.denominator end)
            as denominator
    from neighbours
    inner join published
        on
            neighbours.neighbour_la_code = published.la_code
    group by
        neighbours.la_code, published.measure, published.unit, published.calendar_year,
        published.vintage, published.release, published.release_version, published.is_superseded

),

with_method as (

    select
        *,
        unit = 'percent' and (ratios_found > 0 or values_found = 0) as is_pooled
    from sums

),

valued as (

    select
        *,
        case
            when is_pooled then {{ rate_pct('numerator', 'denominator') }}
            else {{ mean_tenths('values_sum', 'values_found') }}
        end as value
    from with_method

)

select
    'statistical_neighbours' as area_level,
    'SN' || valued.la_code as area_code,
    valued.la_code as compared_la_code,
    'Statistical neighbours of ' || coalesce(names.la_name, valued.la_code) as area_name,
    valued.measure,
    valued.unit,
    valued.calendar_year,
    valued.vintage,
    valued.release,
    valued.release_version,
    valued.is_superseded,
    valued.value,
    case when valued.value is null then coalesce(valued.symbol, 'x') end as symbol,
    valued.numerator,
    valued.denominator,
    case when valued.is_pooled then 'pooled' else 'mean' end as method,
    case when valued.is_pooled then valued.ratios_found else valued.values_found end
        as areas_counted
from valued
left join names on valued.la_code = names.la_code
