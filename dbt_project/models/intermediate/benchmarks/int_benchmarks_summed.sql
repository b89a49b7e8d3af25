with published as (

    select * from {{ ref('int_benchmarks_published') }}
    where unit <> 'weeks'

),

members as (

    select
        *,
        count(*) over (partition by area_code) as members_expected
    from {{ ref('summed_areas') }}

),

sums as (

    select
        members.area_level,
        members.area_code,
        members.area_name,
        published.measure,
        published.unit,
        published.calendar_year,
        published.vintage,
        published.release,
        published.release_version,
        published.is_superseded,
        max(members.members_expected) as members_expected,
        count(published.value) as values_found,
        count(published.numerator) as numerators_found,
        count(published.denominator) as denominators_found,
        sum(published.value) as value,
        sum(published.numerator) as numerator,
        sum(published.denominator) as denominator,
        min(published.symbol) as symbol
    from members
    inner join published
        on
            members.member_la_code = published.la_code
    group by
        members.area_level, members.area_code, members.area_name,
        published.measure, published.unit, published.calendar_year,
        published.vintage, published.release, published.release_version, published.is_superseded

),

-- A sum needs the figures of all members.
whole as (

    select
        *,
        case when values_found = members_expected then value end as whole_value,
        case when numerators_found = members_expected then numerator end as whole_numerator,
        case when denominators_found = members_expected then denominator end as whole_denominator
    from sums

),

valued as (

    select
        *,
        case
            when unit = 'percent' then {{ rate_pct('whole_numerator', 'whole_denominator') }}
            else whole_value
        end as area_value
    from whole

)

select
    valued.area_level,
    valued.area_code,
    cast(null as varchar) as la_code,
    valued.measure,
    valued.unit,
    valued.calendar_year,
    valued.vintage,
    valued.release,
    valued.release_version,
    valued.is_superseded,
    valued.area_name,
    valued.area_value as value,
    case when valued.area_value is null then coalesce(valued.symbol, 'x') end as symbol,
    valued.whole_numerator as numerator,
    valued.whole_denominator as denominator,
    valued.values_found as areas_counted
from valued
left join published
    on
        valued.area_code = published.area_code
        and valued.measure = published.measure
        and valued.calendar_year = published.calendar_year
        and valued.vintage = published.vintage
where published.area_code is null
