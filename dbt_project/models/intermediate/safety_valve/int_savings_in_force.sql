{#- The forecast's lines have an order below 100, and a plan has fewer than 900 workstreams. -#}
{%- set order_before_workstreams = 100 -%}
{%- set order_of_sum = 1000 -%}

-- The workstreams of the latest report, and their sum. The sum is not known where a workstream has
-- no forecast.
with reports as (

    select
        *,
        max(as_at) over (partition by la_code) as latest_report
    from {{ ref('int_savings_workstreams') }}

),

latest as (

    select
        la_code,
        financial_year,
        as_at,
        workstream,
        schedule,
        target_gbp,
        whole_year_gbp as forecast_gbp,
        rag,
        {{ order_before_workstreams }} + row_number() over (
            partition by la_code, financial_year order by schedule, workstream
        ) as line_order
    from reports
    where as_at = latest_report

)

select
    la_code,
    financial_year,
    as_at,
    line_order,
    'savings_workstream' as line,
    concat('Savings: ', workstream) as line_label,
    false as is_total,
    workstream,
    schedule,
    target_gbp,
    forecast_gbp,
    rag
from latest
union all
select
    la_code,
    financial_year,
    max(as_at) as as_at,
    {{ order_of_sum }} as line_order,
    'savings_workstreams' as line,
    'Savings: all workstreams reported' as line_label,
    true as is_total,
    null as workstream,
    null as schedule,
    sum(target_gbp) as target_gbp,
    case when count(*) = count(forecast_gbp) then sum(forecast_gbp) end as forecast_gbp,
    null as rag
from latest
group by la_code, financial_year
