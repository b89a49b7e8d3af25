with costs as (

    select * from {{ ref('stg_case_system__placement_costs') }}

),

placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

plans as (

    select * from {{ ref('stg_case_system__plans') }}

),

dated as (

    select
        costs.la_code,
        costs.cost_key,
        costs.placement_key,
        placements.plan_key,
        costs.spend_category,
        costs.price_basis,
        costs.weeks,
        costs.annual_amount_gbp,
        costs.education_pct,
        costs.social_care_pct,
        costs.health_pct,
        greatest(costs.start_date, placements.entry_date) as starts,
        -- The last day of a price and of a stay counts; the day on which a plan ceases does not.
        least(
            costs.end_date,
            placements.leaving_date,
            cast({{ dbt.dateadd('day', -1, 'plans.cease_date') }} as date)
        ) as ends
    from costs
    left join placements
        on costs.la_code = placements.la_code and costs.placement_key = placements.placement_key
    left join plans
        on placements.la_code = plans.la_code and placements.plan_key = plans.plan_key
    where costs.start_date is not null

)

select * from dated
where ends is null or starts <= ends
