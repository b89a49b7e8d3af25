{{ config(materialized='table') }}

-- What social care and health should pay of a placement in a month, by the days on which a decision
-- of the joint panel is in force or has lapsed. Shares in per cent are of the price of these days.
-- A fixed sum is a twelfth in a whole month; the twelfths of a year sum to it exactly. What is paid
-- once is due on one day, and a stay ends with its other prices.
with months as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        sum(committed_gbp) as committed_gbp,
        {{ period_end('financial_year', 'financial_period') }} as month_end
    from {{ ref('int_placement_costs') }}
    group by la_code, placement_key, financial_year, financial_period

),

stays as (

    select
        la_code,
        placement_key,
        min(starts) as starts,
        max(
            case
                when price_basis = 'one_off' then starts
                else coalesce(ends, date '9999-12-31')
            end
        ) as ends
    from {{ ref('int_placement_prices') }}
    group by la_code, placement_key

),

months_of_stay as (

    select
        months.*,
        greatest(cast({{ dbt.date_trunc('month', 'months.month_end') }} as date), stays.starts)
            as starts,
        least(months.month_end, stays.ends) as ends
    from months
    inner join stays
        on months.la_code = stays.la_code and months.placement_key = stays.placement_key

),

shared as (

    select
        months.la_code,
        months.placement_key,
        months.financial_year,
        months.financial_period,
        months.committed_gbp,
        extract(day from months.month_end) as days_in_month,
        1 + {{ dbt.datediff('months.starts', 'months.ends', 'day') }} as days_of_stay,
        decisions.decision_key,
        decisions.valid_to,
        decisions.has_lapsed,
        decisions.social_care_millionths,
        decisions.health_millionths,
        decisions.fixed_health_gbp,
        greatest(months.starts, decisions.starts) as starts,
        least(months.ends, decisions.ends) as ends
    from months_of_stay as months
    inner join {{ ref('int_panel_decisions_in_force') }} as decisions
        on
            months.la_code = decisions.la_code
            and months.placement_key = decisions.placement_key
            and greatest(months.starts, decisions.starts) <= least(months.ends, decisions.ends)

),

counted as (

    select
        *,
        1 + {{ dbt.datediff('starts', 'ends', 'day') }} as days,
        {{ money_ratio('fixed_health_gbp', 'financial_period', '12') }}
        - {{ money_ratio('fixed_health_gbp', 'financial_period - 1', '12') }} as fixed_twelfth_gbp
    from shared

)

select
    la_code,
    placement_key,
    decision_key,
    financial_year,
    financial_period,
    starts,
    ends,
    valid_to,
    has_lapsed,
    {{ money_ratio('committed_gbp', 'days', 'days_of_stay') }} as committed_gbp,
    {{ money_ratio('committed_gbp', 'social_care_millionths * days', '1000000 * days_of_stay') }}
        as social_care_gbp,
    case
        when fixed_health_gbp is not null
            then {{ money_ratio('fixed_twelfth_gbp', 'days', 'days_in_month') }}
        else
            {{ money_ratio('committed_gbp', 'health_millionths * days', '1000000 * days_of_stay') }}
    end as health_gbp
from counted
