{{ config(materialized='table') }}

with plans as (

    select * from {{ ref('int_plans_as_at') }}
    where person_key is not null

),

-- Of several plans of a child that end or begin on one day, the first is replaced by the first.
ended as (

    select
        la_code,
        person_key,
        plan_key,
        cease_date as replaced_on,
        row_number() over (
            partition by la_code, person_key, cease_date order by start_date, plan_key
        ) as number_of_day
    from plans
    -- SEN2 has no reason for a plan that is replaced: it has none or 9, other.
    where cease_date > start_date and coalesce(cease_reason, '9') = '9'

),

begun as (

    select
        la_code,
        person_key,
        plan_key,
        start_date as replaced_on,
        row_number() over (
            partition by la_code, person_key, start_date order by plan_key
        ) as number_of_day
    from plans
    where transfer_la is null and coalesce(cease_date > start_date, true)

)

select
    ended.la_code,
    ended.plan_key,
    begun.plan_key as replaced_by_plan_key
from ended
inner join begun
    on
        ended.la_code = begun.la_code
        and ended.person_key = begun.person_key
        and ended.replaced_on = begun.replaced_on
        and ended.number_of_day = begun.number_of_day
