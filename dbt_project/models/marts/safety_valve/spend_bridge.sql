with by_segment as (

    select * from {{ ref('int_spend_bridge_segments') }}

),

by_category as (

    select
        la_code,
        financial_year,
        spend_category,
        max(prior_from_period) as prior_from_period,
        sum(prior_gbp) as prior_gbp,
        sum(current_gbp) as current_gbp,
        sum(prior_days) as prior_days,
        sum(current_days) as current_days,
        sum(prior_volume) as prior_volume,
        sum(current_volume) as current_volume,
        sum(
            case
                when prior_volume > 0 and current_volume > 0
                    then
                        current_gbp
                        - {{ money_ratio('prior_gbp', 'current_volume', 'prior_volume') }}
                else 0
            end
        ) as price_gbp
    from by_segment
    group by la_code, financial_year, spend_category

),

with_volume as (

    select
        *,
        coalesce({{ money_ratio('prior_gbp', 'current_volume', 'prior_volume') }}, current_gbp)
        - prior_gbp as volume_gbp
    from by_category

)

select
    cast(bridge.la_code as varchar) as la_code,
    cast(bridge.financial_year as varchar) as financial_year,
    cast(bridge.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(bridge.prior_gbp as decimal(18, 2)) as prior_gbp,
    cast(bridge.volume_gbp as decimal(18, 2)) as volume_gbp,
    cast(bridge.price_gbp as decimal(18, 2)) as price_gbp,
    cast(
        bridge.current_gbp - bridge.prior_gbp - bridge.volume_gbp - bridge.price_gbp
        as decimal(18, 2)
    ) as mix_gbp,
    cast(bridge.current_gbp as decimal(18, 2)) as current_gbp,
    cast(bridge.prior_days as bigint) as prior_days,
    cast(bridge.current_days as bigint) as current_days,
    cast(bridge.prior_from_period as integer) as prior_from_period,
    {{ reporting_date() }} as as_at
from with_volume as bridge
left join {{ ref('spend_categories') }} as categories
    on bridge.spend_category = categories.spend_category
