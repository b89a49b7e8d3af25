-- A returned row is a category of a year whose bridge does not reach from the placements' cost of
-- the year before to the year's own, or that has no bridge.
with costs as (

    select
        la_code,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        spend_category,
        sum(education_gbp) as amount_gbp
    from {{ ref('fct_placement_costs') }}
    group by la_code, financial_year, spend_category

),

bridges as (

    select
        *,
        cast(substr(financial_year, 1, 4) as integer) as start_year
    from {{ ref('spend_bridge') }}

),

known_years as (

    select distinct
        la_code,
        start_year
    from costs

),

-- The amounts that a bridge must start and end with.
ends as (

    select
        costs.la_code,
        costs.start_year,
        costs.spend_category,
        costs.amount_gbp as current_gbp,
        0 as prior_gbp
    from costs
    inner join known_years
        on costs.la_code = known_years.la_code and costs.start_year = known_years.start_year + 1
    union all
    select
        costs.la_code,
        known_years.start_year,
        costs.spend_category,
        0 as current_gbp,
        costs.amount_gbp as prior_gbp
    from costs
    inner join known_years
        on costs.la_code = known_years.la_code and known_years.start_year = costs.start_year + 1

),

expected as (

    select
        la_code,
        start_year,
        spend_category,
        sum(prior_gbp) as prior_gbp,
        sum(current_gbp) as current_gbp
    from ends
    group by la_code, start_year, spend_category

)

select
    expected.*,
    bridges.prior_gbp as bridge_begins_gbp,
    bridges.current_gbp as bridge_ends_gbp
from expected
full outer join bridges
    on
        expected.la_code = bridges.la_code
        and expected.start_year = bridges.start_year
        and expected.spend_category is not distinct from bridges.spend_category
where
    bridges.prior_gbp is distinct from expected.prior_gbp
    or bridges.current_gbp is distinct from expected.current_gbp
    or bridges.current_gbp
    <> bridges.prior_gbp + bridges.volume_gbp + bridges.price_gbp + bridges.mix_gbp
