with plans as (

    select
        plans.*,
        persons.birth_date
    from {{ ref('int_plans_as_at') }} as plans
    inner join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key

),

-- The days on which young people are counted: 30 September, and the reporting date in the year
-- that has begun since.
days as (

    select
        least(
            cast({{ dbt.dateadd('day', 29, 'month_start') }} as date), {{ reporting_date() }}
        ) as counted_on,
        cast(extract(year from month_start) as integer) as began
    from {{ ref('int_calendar_periods') }}
    where
        period_type = 'month'
        and extract(month from month_start) = {{ first_month_of_school_year() }}
        and month_start <= {{ reporting_date() }}
        and extract(year from month_start)
        > extract(year from {{ reporting_date() }}) - {{ var('destination_years') }}

),

young_people as (

    select
        plans.la_code,
        plans.plan_key,
        plans.plan_wbp,
        days.began,
        days.counted_on,
        {{ curriculum_year('plans.birth_date', 'days.counted_on') }} as curriculum_year
    from plans
    inner join days on {{ is_maintained('plans', 'days.counted_on') }}

),

stays as (

    select
        young_people.la_code,
        young_people.plan_key,
        young_people.began,
        placements.placement_key,
        placements.wbp,
        row_number() over (
            partition by young_people.la_code, young_people.plan_key, young_people.began
            order by placements.entry_date desc, placements.placement_key desc
        ) as latest_first
    from young_people
    inner join {{ ref('int_placements_as_at') }} as placements
        on
            young_people.la_code = placements.la_code
            and young_people.plan_key = placements.plan_key
            and placements.placement_rank = 1
            and placements.entry_date <= young_people.counted_on
            and coalesce(placements.leaving_date, date '9999-12-31') >= young_people.counted_on

)

select
    young_people.la_code,
    young_people.plan_key,
    young_people.began,
    young_people.counted_on,
    young_people.curriculum_year,
    coalesce(programmes.destination, settings.setting_type, 'not_recorded') as destination
from young_people
left join stays
    on
        young_people.la_code = stays.la_code
        and young_people.plan_key = stays.plan_key
        and young_people.began = stays.began
        and stays.latest_first = 1
left join {{ ref('int_placements_typed') }} as settings
    on stays.la_code = settings.la_code and stays.placement_key = settings.placement_key
left join {{ ref('work_based_programmes') }} as programmes
    on coalesce(stays.wbp, young_people.plan_wbp) = programmes.wbp
where young_people.curriculum_year > {{ var('last_secondary_year') }}
