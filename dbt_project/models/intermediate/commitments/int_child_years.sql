{{ config(materialized='table') }}

-- What each child costs in a financial year, and the place where the child is at its end.
with costs as (

    select
        costs.la_code,
        coalesce(plans.person_key, costs.plan_key, costs.placement_key) as child_key,
        costs.financial_year,
        costs.financial_period,
        costs.placement_key,
        costs.setting_type,
        coalesce(
            {{ provider_id('costs.provider_urn', 'costs.provider_ukprn') }}, costs.setting_type
        ) as place,
        persons.birth_date,
        costs.committed_gbp,
        min(costs.financial_period) over (partition by costs.la_code, costs.financial_year)
            as first_period
    from {{ ref('int_placement_costs') }} as costs
    left join {{ ref('int_plans_as_at') }} as plans
        on costs.la_code = plans.la_code and costs.plan_key = plans.plan_key
    left join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key

),

by_placement as (

    select
        la_code,
        child_key,
        financial_year,
        placement_key,
        min(setting_type) as setting_type,
        min(place) as place,
        min(birth_date) as birth_date,
        max(financial_period) as last_period,
        min(first_period) as first_period,
        cast(sum(committed_gbp) as decimal(18, 2)) as committed_gbp
    from costs
    group by la_code, child_key, financial_year, placement_key

),

-- Where a child has several placements at the end of the year, the dearest gives place and setting.
ranked as (

    select
        *,
        row_number() over (
            partition by la_code, child_key, financial_year
            order by last_period desc, committed_gbp desc, placement_key
        ) as place_order
    from by_placement

),

years as (

    select
        la_code,
        child_key,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as year_began,
        max(case when place_order = 1 then setting_type end) as setting_type,
        max(case when place_order = 1 then place end) as place,
        min(birth_date) as birth_date,
        min(first_period) as first_period,
        cast(sum(committed_gbp) as decimal(18, 2)) as committed_gbp
    from ranked
    group by la_code, child_key, financial_year

)

select
    la_code,
    child_key,
    financial_year,
    year_began,
    setting_type,
    place,
    cast(
        {{ curriculum_year(
            'birth_date', "cast(cast(year_began as varchar) || '-09-01' as date)"
        ) }} as integer
    ) as curriculum_year,
    first_period = 1 as is_whole_year,
    committed_gbp
from years
