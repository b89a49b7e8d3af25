with years as (

    select
        la_code,
        cost_key,
        price_year_start,
        sum(days_counted) as days_counted,
        cast(
            100 * {{ money_ratio(
                'min(annual_amount_gbp)', 'sum(days_counted)', 'min(days_in_price_year)'
            ) }} as bigint
        ) as year_pence
    from {{ ref('int_price_months_placed') }}
    group by la_code, cost_key, price_year_start

),

-- Percentages have up to four decimals, so shares are in ten-thousandths of one. Education pays the
-- part that no payer is named for.
prices as (

    select
        la_code,
        cost_key,
        cast(10000 * coalesce(social_care_pct, 0) as bigint) as social_care_share,
        cast(10000 * coalesce(health_pct, 0) as bigint) as health_share,
        cast(
            10000 * coalesce(
                education_pct, 100 - coalesce(social_care_pct, 0) - coalesce(health_pct, 0)
            ) as bigint
        ) as education_share
    from {{ ref('int_placement_prices') }}

),

payers as (

    select
        la_code,
        cost_key,
        'education' as payer,
        1 as payer_order,
        education_share as share
    from prices
    union all
    select
        la_code,
        cost_key,
        'social_care' as payer,
        2 as payer_order,
        social_care_share as share
    from prices
    union all
    select
        la_code,
        cost_key,
        'health' as payer,
        3 as payer_order,
        health_share as share
    from prices

),

shared as (

    select
        years.*,
        payers.payer,
        payers.payer_order,
        payers.share,
        sum(payers.share) over (
            partition by years.la_code, years.cost_key, years.price_year_start
        ) as shares
    from years
    inner join payers on years.la_code = payers.la_code and years.cost_key = payers.cost_key
    where payers.share > 0

)

select
    la_code,
    cost_key,
    price_year_start,
    payer,
    days_counted,
    {{ largest_remainder(
        'year_pence', 'share', 'shares', ['la_code', 'cost_key', 'price_year_start'], 'payer_order'
    ) }} as payer_pence
from shared
