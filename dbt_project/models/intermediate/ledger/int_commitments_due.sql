{{ config(materialized='table') }}

with costs as (

    select * from {{ ref('fct_placement_costs') }}

),

-- Invoices are often a twelfth or, each term, a third of the year's price, whatever its days.
year_prices as (

    select
        la_code,
        cost_key,
        {{ money_ratio(
            'annual_amount_gbp', 'cast(10000 * coalesce(education_pct, 100) as bigint)', '1000000'
        ) }} as year_gbp
    from {{ ref('int_placement_prices') }}
    where price_basis <> 'one_off'

)

select
    costs.la_code,
    costs.placement_key,
    costs.financial_year,
    costs.financial_period,
    {{ provider_id('max(costs.provider_urn)', 'max(costs.provider_ukprn)') }} as provider_id,
    -- A stay whose category changed within the month is named by one of them.
    min(costs.spend_category) as spend_category,
    sum(costs.days_in_period) as days,
    sum(costs.education_gbp) as due_gbp,
    sum(costs.committed_gbp) as full_gbp,
    {{ money_ratio('sum(year_prices.year_gbp)', '1', '12') }} as twelfth_gbp,
    {{ money_ratio('sum(year_prices.year_gbp)', '1', '3') }} as third_gbp
from costs
left join year_prices
    on costs.la_code = year_prices.la_code and costs.cost_key = year_prices.cost_key
group by costs.la_code, costs.placement_key, costs.financial_year, costs.financial_period
having sum(costs.committed_gbp) <> 0
