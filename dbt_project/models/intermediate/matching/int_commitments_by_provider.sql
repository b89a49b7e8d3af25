-- fee_gbp, full_fee_gbp: the due without the one-off prices of the month, which are paid apart from
-- the fee (int_matches_by_one_off).
with costs as (

    select
        *,
        price_basis = 'one_off' and count(case when price_basis <> 'one_off' then 1 end) over (
            partition by la_code, placement_key, financial_year, financial_period
        ) > 0 as is_beside_fee
    from {{ ref('int_placement_costs') }}

),

-- Many invoices are a twelfth or, each term, a third of the year's price, whatever the days.
prices as (

    select
        la_code,
        cost_key,
        starts,
        ends,
        case when price_basis <> 'one_off' then annual_amount_gbp end as full_year_gbp,
        case
            when price_basis <> 'one_off'
                then {{ money_ratio(
                    'annual_amount_gbp', 'cast(10000 * coalesce(education_pct, 100) as bigint)',
                    '1000000'
                ) }}
        end as year_gbp,
        case
            when price_basis <> 'one_off'
                then {{ money_ratio(
                    'annual_amount_gbp', 'cast(10000 * coalesce(health_pct, 0) as bigint)',
                    '1000000'
                ) }}
        end as health_year_gbp
    from {{ ref('int_placement_prices') }}

),

of_placements as (

    select
        costs.la_code,
        costs.placement_key,
        costs.financial_year,
        costs.financial_period,
        false as is_place_funding,
        -- Direct payments are for a placement without a provider; it stands for one.
        coalesce(
            {{ provider_id('max(costs.provider_urn)', 'max(costs.provider_ukprn)') }},
            {{ placement_provider_id('costs.placement_key') }}
        ) as provider_id,
        max(costs.provider_urn) as provider_urn,
        -- One of the two where the category changed within the month.
        coalesce(
            min(case when not costs.is_beside_fee then costs.spend_category end),
            min(costs.spend_category)
        ) as spend_category,
        cast(sum(costs.days_in_period) as bigint) as days,
        min(prices.starts) as starts,
        case when count(prices.ends) = count(*) then max(prices.ends) end as ends,
        cast(sum(costs.education_gbp) as decimal(18, 2)) as due_gbp,
        cast(sum(costs.committed_gbp) as decimal(18, 2)) as full_gbp,
        cast(
            sum(case when costs.is_beside_fee then 0 else costs.education_gbp end)
            as decimal(18, 2)
        ) as fee_gbp,
        cast(
            sum(case when costs.is_beside_fee then 0 else costs.committed_gbp end)
            as decimal(18, 2)
        ) as full_fee_gbp,
        cast(sum(costs.health_gbp) as decimal(18, 2)) as health_gbp,
        cast(sum(prices.year_gbp) as decimal(18, 2)) as year_gbp,
        cast(sum(prices.full_year_gbp) as decimal(18, 2)) as full_year_gbp,
        cast(sum(prices.health_year_gbp) as decimal(18, 2)) as health_year_gbp
    from costs
    left join prices
        on costs.la_code = prices.la_code and costs.cost_key = prices.cost_key
    group by
        costs.la_code, costs.placement_key, costs.financial_year, costs.financial_period
    having sum(costs.committed_gbp) <> 0

),

dues as (

    select * from of_placements
    union all
    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        true as is_place_funding,
        provider_id,
        provider_urn,
        spend_category,
        days,
        starts,
        ends,
        due_gbp,
        due_gbp as full_gbp,
        due_gbp as fee_gbp,
        due_gbp as full_fee_gbp,
        0 as health_gbp,
        year_gbp,
        year_gbp as full_year_gbp,
        0 as health_year_gbp
    from {{ ref('int_place_dues') }}

)

select
    *,
    {{ money_ratio('year_gbp', '1', '12') }} as twelfth_gbp,
    {{ money_ratio('full_year_gbp', '1', '12') }} as full_twelfth_gbp,
    {{ money_ratio('year_gbp', '1', '3') }} as third_gbp
from dues
