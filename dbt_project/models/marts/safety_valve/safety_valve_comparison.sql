{%- set allocation = 'original_allocation_gbp * 100' -%}

with side_by_side as (

    select * from {{ ref('int_safety_valve_versions') }}

),

-- A year's outturn is that of its last period, once all twelve months are posted and over.
last_periods as (

    select
        *,
        row_number() over (
            partition by la_code, financial_year order by financial_period desc
        ) as latest_first
    from {{ ref('int_dsg_outturn') }}
    where dsg_block = 'high_needs' and forecast_method = 'actual_to_date'

),

-- It stands beside the agreement as the forecast does: less the allocation, not less the budget.
outturn as (

    select
        positions.la_code,
        positions.financial_year,
        positions.financial_period,
        positions.line,
        positions.forecast_gbp
    from {{ ref('int_agreement_positions') }} as positions
    inner join last_periods
        on
            positions.la_code = last_periods.la_code
            and positions.financial_year = last_periods.financial_year
            and positions.financial_period = last_periods.financial_period
            and last_periods.latest_first = 1

),

compared as (

    select
        side_by_side.*,
        lines.line_order,
        lines.line_label,
        lines.derived,
        lines.has_rag,
        case when lines.has_outturn then outturn.financial_period end as outturn_period,
        case when lines.has_outturn then outturn.forecast_gbp end as outturn_gbp,
        max(case when side_by_side.line = 'hnb_allocation' then side_by_side.original_gbp end)
            over (partition by side_by_side.la_code, side_by_side.financial_year)
            as original_allocation_gbp
    from side_by_side
    inner join {{ ref('safety_valve_lines') }} as lines on side_by_side.line = lines.line
    left join outturn
        on
            side_by_side.la_code = outturn.la_code
            and side_by_side.financial_year = outturn.financial_year
            and side_by_side.line = outturn.line

),

rates as (

    select
        *,
        case when has_rag then {{ rate_pct('(latest_gbp - original_gbp) * 100', allocation) }} end
            as movement_pct,
        case when has_rag then {{ rate_pct('(outturn_gbp - original_gbp) * 100', allocation) }} end
            as outturn_movement_pct
    from compared

)

select
    cast(rates.la_code as varchar) as la_code,
    cast(rates.financial_year as varchar) as financial_year,
    cast(rates.line_order as integer) as line_order,
    cast(rates.line as varchar) as line,
    cast(rates.line_label as varchar) as line_label,
    cast(rates.derived as boolean) as derived,
    cast(rates.latest_version as varchar) as latest_version,
    cast(rates.original_gbp as decimal(18, 2)) as original_gbp,
    cast(rates.latest_gbp as decimal(18, 2)) as latest_gbp,
    cast(rates.outturn_gbp as decimal(18, 2)) as outturn_gbp,
    cast(rates.outturn_period as integer) as outturn_period,
    cast(rates.latest_gbp - rates.original_gbp as decimal(18, 2)) as latest_less_original_gbp,
    cast(rates.outturn_gbp - rates.original_gbp as decimal(18, 2)) as outturn_less_original_gbp,
    cast(rates.outturn_gbp - rates.latest_gbp as decimal(18, 2)) as outturn_less_latest_gbp,
    cast(rates.original_allocation_gbp as decimal(18, 2)) as original_allocation_gbp,
    cast(rates.movement_pct as decimal(9, 1)) as movement_pct,
    cast(limits.rag as varchar) as rag,
    cast(rates.outturn_movement_pct as decimal(9, 1)) as outturn_movement_pct,
    cast(outturn_limits.rag as varchar) as outturn_rag,
    {{ reporting_date() }} as as_at
from rates
left join {{ ref('stg_settings__rag_limits') }} as limits
    on {{ is_rag_of('limits', 'deficit_movement', 'rates.movement_pct') }}
left join {{ ref('stg_settings__rag_limits') }} as outturn_limits
    on {{ is_rag_of('outturn_limits', 'deficit_movement', 'rates.outturn_movement_pct') }}
