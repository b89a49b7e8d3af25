{{ config(materialized='table') }}

-- What is still to be paid by prices, by spend category: the commitments of the months to come, to
-- placements and to commissioned places, less what was paid for them in advance, plus what is late
-- for the months before, less accruals that are not reversed (int_dsg_timing).
with to_date as (

    select * from {{ ref('int_dsg_actuals_to_date') }}
    where forecast_rule = 'commitments_and_run_rate' and not year_is_over

),

priced as (

    select * from {{ ref('int_dsg_priced_categories') }}
    where is_used

),

amounts as (

    select
        costs.la_code,
        costs.financial_year,
        costs.financial_period,
        costs.spend_category,
        costs.committed_gbp,
        0 as timing_gbp
    from {{ ref('int_commitments_by_category') }} as costs
    inner join priced
        on
            costs.la_code = priced.la_code
            and costs.financial_year = priced.financial_year
            and costs.spend_category = priced.spend_category
    union all
    select
        timing.la_code,
        timing.financial_year,
        timing.financial_period,
        timing.spend_category,
        0 as committed_gbp,
        timing.timing_gbp
    from {{ ref('int_dsg_timing') }} as timing
    inner join priced
        on
            timing.la_code = priced.la_code
            and timing.financial_year = priced.financial_year
            and timing.spend_category = priced.spend_category

),

by_period as (

    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        sum(committed_gbp) as committed_gbp,
        sum(timing_gbp) as timing_gbp
    from amounts
    group by la_code, financial_year, financial_period, spend_category

)

select
    to_date.la_code,
    to_date.financial_year,
    to_date.financial_period,
    to_date.dsg_block,
    by_period.spend_category,
    sum(
        case
            when by_period.financial_period > to_date.forecast_from_period
                then by_period.committed_gbp
            else 0
        end
    ) as committed_remaining_gbp,
    -sum(
        case
            when by_period.financial_period <= to_date.forecast_from_period
                then by_period.timing_gbp
            else 0
        end
    ) as timing_remaining_gbp
from to_date
inner join by_period
    on
        to_date.la_code = by_period.la_code
        and to_date.financial_year = by_period.financial_year
group by
    to_date.la_code,
    to_date.financial_year,
    to_date.financial_period,
    to_date.dsg_block,
    by_period.spend_category
