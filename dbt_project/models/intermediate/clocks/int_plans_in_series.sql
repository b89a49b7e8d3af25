{{ config(materialized='table') }}

with recursive replaced as (

    select * from {{ ref('int_plans_replaced') }}

),

-- Each plan that replaces another one or is replaced, behind the first plan of its chain.
chains as (

    select
        replaced.la_code,
        replaced.plan_key as first_plan_key,
        replaced.plan_key,
        1 as place
    from replaced
    left join replaced as earlier
        on
            replaced.la_code = earlier.la_code
            and replaced.plan_key = earlier.replaced_by_plan_key
    where earlier.plan_key is null
    union all
    select
        chains.la_code,
        chains.first_plan_key,
        replaced.replaced_by_plan_key as plan_key,
        chains.place + 1 as place
    from chains
    inner join replaced
        on
            chains.la_code = replaced.la_code
            and chains.plan_key = replaced.plan_key

),

plans as (

    select
        plans.*,
        coalesce(chains.first_plan_key, plans.plan_key) as first_plan_key,
        coalesce(chains.place, 1) as place
    from {{ ref('int_plans_as_at') }} as plans
    left join chains on plans.la_code = chains.la_code and plans.plan_key = chains.plan_key

),

-- The number of the request that a plan belongs to, within its chain: its own; where it names none,
-- that of the plan before it, and before the first request that one.
numbered as (

    select
        *,
        greatest(
            count(request_key) over (
                partition by la_code, first_plan_key order by place
                rows between unbounded preceding and current row
            ),
            1
        ) as request_number
    from plans

)

select
    la_code,
    plan_key,
    person_key,
    start_date,
    cease_date,
    transfer_la,
    coalesce(
        max(request_key) over (partition by la_code, first_plan_key, request_number),
        first_plan_key
    ) as series_key
from numbered
