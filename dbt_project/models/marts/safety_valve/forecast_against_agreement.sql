with position_lines as (

    select * from {{ ref('int_agreement_positions') }}

),

savings as (

    select * from {{ ref('int_savings_in_force') }}

),

periods as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from position_lines

),

lines as (

    select
        la_code,
        financial_year,
        financial_period,
        line_order,
        line,
        line_label,
        derived,
        false as is_total,
        null as workstream,
        null as schedule,
        original_gbp,
        latest_gbp,
        forecast_gbp,
        forecast_low_gbp,
        forecast_high_gbp,
        latest_version,
        null as reported_on,
        null as rag
    from position_lines
    union all
    -- A saving is a negative amount, as in the agreement, so that a shortfall is a positive gap.
    select
        periods.la_code,
        periods.financial_year,
        periods.financial_period,
        savings.line_order,
        savings.line,
        savings.line_label,
        false as derived,
        savings.is_total,
        savings.workstream,
        savings.schedule,
        -savings.target_gbp as original_gbp,
        -savings.forecast_gbp as latest_gbp,
        -savings.forecast_gbp as forecast_gbp,
        null as forecast_low_gbp,
        null as forecast_high_gbp,
        null as latest_version,
        savings.as_at as reported_on,
        savings.rag
    from periods
    inner join savings
        on
            periods.la_code = savings.la_code
            and periods.financial_year = savings.financial_year

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(line_order as integer) as line_order,
    cast(line as varchar) as line,
    cast(line_label as varchar) as line_label,
    cast(derived as boolean) as derived,
    cast(is_total as boolean) as is_total,
    cast(workstream as varchar) as workstream,
    cast(schedule as varchar) as schedule,
    cast(original_gbp as decimal(18, 2)) as original_gbp,
    cast(latest_gbp as decimal(18, 2)) as latest_gbp,
    cast(forecast_gbp as decimal(18, 2)) as forecast_gbp,
    cast(forecast_low_gbp as decimal(18, 2)) as forecast_low_gbp,
    cast(forecast_high_gbp as decimal(18, 2)) as forecast_high_gbp,
    cast(forecast_gbp - original_gbp as decimal(18, 2)) as gap_to_original_gbp,
    cast(forecast_gbp - latest_gbp as decimal(18, 2)) as gap_to_latest_gbp,
    cast(latest_version as varchar) as latest_version,
    cast(reported_on as date) as reported_on,
    cast(rag as varchar) as rag,
    {{ reporting_date() }} as as_at
from lines
