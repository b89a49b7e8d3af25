-- A returned row is a total that is not the sum of the lines, or a period in which a forecast is
-- not its parts or not in the middle of its interval.
with outturn as (

    select * from {{ ref('dsg_outturn') }}

)

select
    la_code,
    financial_year,
    financial_period
from outturn
group by la_code, financial_year, financial_period
having
    sum(case when dsg_block = 'total' then budget_gbp else -budget_gbp end) <> 0
    or sum(case when dsg_block = 'total' then actual_to_date_gbp else -actual_to_date_gbp end) <> 0
    or sum(case when dsg_block = 'total' then forecast_outturn_gbp else -forecast_outturn_gbp end)
    <> 0
    or sum(case when dsg_block = 'total' then variance_gbp else -variance_gbp end) <> 0
    or sum(
        abs(
            forecast_outturn_gbp
            - (
                forecast_from_gbp
                + committed_remaining_gbp
                + timing_remaining_gbp
                + run_rate_remaining_gbp
            )
        )
    ) <> 0
    or sum(abs(variance_gbp - (forecast_outturn_gbp - budget_gbp))) <> 0
    or sum(abs(forecast_low_gbp + forecast_high_gbp - 2 * forecast_outturn_gbp)) <> 0
    or sum(case when forecast_low_gbp > forecast_high_gbp then 1 else 0 end) <> 0
