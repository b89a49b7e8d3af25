-- The child's ward is the latest one that was known on the census day, or else the first one known
-- after it. So the figures stay the same until the next census day, although children move.
with census_day as (

    select max(census_day) as counted_on
    from {{ ref('int_census_days') }}
    where census_day <= {{ reporting_date() }}

),

versions as (

    select
        la_code,
        person_key,
        ward_code,
        valid_from
    from {{ ref('hist_case_system__persons') }}
    where
        ward_code is not null
        and valid_from <= {{ known_on() }}
        and not {{ is_left_out() }}

),

wards as (

    select
        versions.la_code,
        versions.person_key,
        versions.ward_code,
        row_number() over (
            partition by versions.la_code, versions.person_key
            order by
                case when versions.valid_from <= census_day.counted_on then versions.valid_from end
                desc nulls last,
                versions.valid_from
        ) as best_first
    from versions
    cross join census_day

),

plans as (

    select
        plans.la_code,
        census_day.counted_on,
        coalesce(wards.ward_code, 'not_recorded') as ward_code
    from {{ ref('int_plans_as_at') }} as plans
    inner join census_day on {{ is_maintained('plans', 'census_day.counted_on') }}
    left join wards
        on
            plans.la_code = wards.la_code
            and plans.person_key = wards.person_key
            and wards.best_first = 1

),

-- An authority whose persons have no ward at all has landed no lookup.
located as (

    select distinct la_code
    from plans
    where ward_code <> 'not_recorded'

)

select
    plans.la_code,
    plans.counted_on,
    plans.ward_code,
    count(*) as plans
from plans
inner join located on plans.la_code = located.la_code
group by plans.la_code, plans.counted_on, plans.ward_code
