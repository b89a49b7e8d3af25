with plans as (

    select
        plans.*,
        earlier.plan_key is not null as replaces_a_plan,
        later.plan_key is not null as is_replaced
    from {{ ref('int_plans_as_at') }} as plans
    left join {{ ref('int_plans_replaced') }} as earlier
        on plans.la_code = earlier.la_code and plans.plan_key = earlier.replaced_by_plan_key
    left join {{ ref('int_plans_replaced') }} as later
        on plans.la_code = later.la_code and plans.plan_key = later.plan_key

),

census_days as (

    select * from {{ ref('int_census_days') }}
    where census_day <= {{ reporting_date() }}

),

first_years as (

    select
        la_code,
        extract(year from min(start_date)) as first_year
    from plans
    group by la_code

),

counts as (

    select
        first_years.la_code,
        census_days.calendar_year,
        count(
            case when {{ is_maintained('plans', 'census_days.census_day') }} then 1 end
        ) as plans_january,
        count(
            case
                when
                    extract(year from plans.start_date) = census_days.calendar_year
                    and plans.transfer_la is null
                    and not plans.replaces_a_plan
                    then 1
            end
        ) as plans_new,
        count(
            case
                when
                    extract(year from plans.cease_date) = census_days.calendar_year
                    and not plans.is_replaced
                    then 1
            end
        ) as plans_ceased
    from first_years
    inner join census_days on first_years.first_year <= census_days.calendar_year
    inner join plans on first_years.la_code = plans.la_code
    group by first_years.la_code, census_days.calendar_year

),

-- A case system that was started with the plans then maintained lacks every plan that had ended
-- before, so its counts of earlier years are too low. Of few plans none may cease in a year.
memories as (

    select
        la_code,
        min(
            case
                when
                    plans_january > 0
                    and 100 * plans_ceased >= {{ var('memory_from_ceased_pct') }} * plans_january
                    then calendar_year
            end
        ) as first_year_remembered,
        max(plans_january) >= {{ var('memory_from_plans') }} as is_large
    from counts
    group by la_code

)

select
    counts.la_code,
    counts.calendar_year,
    counts.plans_january,
    counts.plans_new,
    counts.plans_ceased,
    case
        when memories.is_large or counts.calendar_year >= memories.first_year_remembered
            then counts.calendar_year >= memories.first_year_remembered
    end as is_remembered
from counts
inner join memories on counts.la_code = memories.la_code
