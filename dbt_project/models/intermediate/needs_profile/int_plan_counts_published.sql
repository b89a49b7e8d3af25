with latest as (

    select
        la_code,
        calendar_year,
        measure,
        value,
        row_number() over (
            partition by la_code, calendar_year, measure
            order by release desc, release_version desc
        ) as newest_first
    from {{ ref('int_benchmarks_published') }}
    where
        area_level = 'local_authority'
        and measure in ('plans_january', 'plans_new', 'plans_ceased')

)

select
    la_code,
    calendar_year,
    cast(max(case when measure = 'plans_january' then value end) as bigint) as plans_january,
    cast(max(case when measure = 'plans_new' then value end) as bigint) as plans_new,
    cast(max(case when measure = 'plans_ceased' then value end) as bigint) as plans_ceased
from latest
where newest_first = 1
group by la_code, calendar_year
