{{ config(materialized='table') }}

-- The cost of a placement in a month, with the panel's decision for the month: the latest one that
-- has begun. A decision lapses after its review date or its end, until the next decision.
with costs as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        sum(committed_gbp) as committed_gbp
    from {{ ref('int_placement_costs') }}
    group by la_code, placement_key, financial_year, financial_period

),

months as (

    select
        *,
        {{ period_end('financial_year', 'financial_period') }} as month_end,
        cast(
            {{ dbt.date_trunc('month', period_end('financial_year', 'financial_period')) }} as date
        ) as month_start
    from costs

),

stays as (

    select
        la_code,
        placement_key,
        min(starts) as starts,
        max(coalesce(ends, date '9999-12-31')) as ends
    from {{ ref('int_placement_prices') }}
    group by la_code, placement_key

),

decisions as (

    select *
    from {{ ref('stg_case_system__panel_decisions') }}
    where not {{ is_after_as_at('decided_date') }}

),

ranked as (

    select
        months.*,
        decisions.decision_key,
        decisions.start_date,
        least(
            coalesce(decisions.end_date, date '9999-12-31'),
            coalesce(decisions.review_due_date, date '9999-12-31')
        ) as valid_to,
        decisions.social_care_pct,
        decisions.health_pct,
        decisions.fixed_health_gbp,
        extract(day from months.month_end) as days_in_month,
        1 + {{ dbt.datediff(
            'greatest(months.month_start, stays.starts)', 'least(months.month_end, stays.ends)',
            'day'
        ) }} as days_of_stay,
        row_number() over (
            partition by months.la_code, months.placement_key, months.month_start
            order by decisions.start_date desc, decisions.decided_date desc, decisions.decision_key
        ) as latest_first
    from months
    inner join decisions
        on
            months.la_code = decisions.la_code
            and months.placement_key = decisions.placement_key
            and decisions.start_date <= months.month_end
    inner join stays
        on months.la_code = stays.la_code and months.placement_key = stays.placement_key

)

select
    la_code,
    placement_key,
    decision_key,
    financial_year,
    financial_period,
    month_start,
    valid_to,
    valid_to < month_start as has_lapsed,
    committed_gbp,
    {{ money_ratio(
        'committed_gbp', 'cast(10000 * coalesce(social_care_pct, 0) as bigint)', '1000000'
    ) }} as social_care_gbp,
    case
        when fixed_health_gbp is not null
            then {{ money_ratio('fixed_health_gbp', 'days_of_stay', '12 * days_in_month') }}
        else {{ money_ratio(
            'committed_gbp', 'cast(10000 * coalesce(health_pct, 0) as bigint)', '1000000'
        ) }}
    end as health_gbp
from ranked
where latest_first = 1
