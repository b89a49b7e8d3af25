-- A returned row is a child with a plan who reaches the highest age of its school by 31 August, and
-- for whom no review states the move of that September. No mart lists its deadline (SI 2014/1530
-- reg 18). Children are found from December on, because most reviews of a move are held by then. To
-- do: record the phase transfer in the case system, or correct the placement.
with plans as (

    select
        plans.la_code,
        plans.plan_key,
        plans.person_key,
        {{ age_on_31_august('persons.birth_date', reporting_date()) }} + 1 as age_at_the_move
    from {{ ref('int_plans_as_at') }} as plans
    inner join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('base_sen2__returns') }} as returns
        on plans.la_code = returns.la_code and returns.is_latest
    where
        plans.cease_date is null
        -- A SEN2 return does not show transfers that are due after its reference date.
        and returns.la_code is null

),

schools as (

    select
        urn,
        highest_age
    from {{ ref('stg_dfe_census__gias_establishments') }}

),

leavers as (

    select distinct
        plans.la_code,
        plans.plan_key,
        plans.person_key,
        providers.provider_urn
    from plans
    inner join {{ ref('int_placements_as_at') }} as placements
        on plans.la_code = placements.la_code and plans.plan_key = placements.plan_key
    inner join {{ ref('int_placement_providers') }} as providers
        on
            placements.la_code = providers.la_code
            and placements.placement_key = providers.placement_key
    inner join schools on providers.provider_urn = schools.urn
    where
        placements.placement_rank = 1
        and placements.leaving_date is null
        and plans.age_at_the_move >= schools.highest_age
        -- A move from one college to another depends on the course and not on the age.
        and plans.age_at_the_move <= {{ var('post_16_age') }}

),

-- Of all plans of the child, because a plan that is reissued for the move has a key of its own.
transfers as (

    select distinct
        transfers.la_code,
        plans.person_key
    from {{ ref('int_phase_transfers_due') }} as transfers
    inner join {{ ref('int_plans_as_at') }} as plans
        on transfers.la_code = plans.la_code and transfers.plan_key = plans.plan_key
    where
        extract(year from transfers.due_date) = {{ academic_year_began(reporting_date()) }} + 1

)

select
    leavers.la_code,
    leavers.plan_key,
    leavers.provider_urn
from leavers
left join transfers
    on leavers.la_code = transfers.la_code and leavers.person_key = transfers.person_key
where
    transfers.person_key is null
    and (
        extract(month from {{ reporting_date() }}) >= {{ var('transfers_recorded_from_month') }}
        or extract(month from {{ reporting_date() }}) < {{ first_month_of_school_year() }}
    )
