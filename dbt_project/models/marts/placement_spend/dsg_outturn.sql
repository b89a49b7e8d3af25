with outturn as (

    select * from {{ ref('int_dsg_outturn') }}

),

lines as (

    select
        outturn.*,
        intervals.interval_pct,
        intervals.interval_method,
        case
            when outturn.dsg_block = 'total' then null
            when outturn.forecast_method = 'actual_to_date' or outturn.forecast_outturn_gbp = 0
                then 0
            else
                {{ money_ratio(
                    'abs(outturn.forecast_outturn_gbp)',
                    'cast(intervals.interval_pct * 10 as bigint)', '1000'
                ) }}
        end as miss_gbp
    from outturn
    left join {{ ref('int_dsg_intervals') }} as intervals
        on
            outturn.la_code = intervals.la_code
            and outturn.financial_year = intervals.financial_year
            and outturn.financial_period = intervals.financial_period
            and outturn.dsg_block = intervals.dsg_block

),

-- The total misses by as much as its lines together, where that is known of each.
with_totals as (

    select
        *,
        case
            when dsg_block <> 'total' then miss_gbp
            when count(*) over period = count(miss_gbp) over period + 1
                then sum(case when dsg_block <> 'total' then miss_gbp end) over period
        end as line_miss_gbp
    from lines
    window period as (partition by la_code, financial_year, financial_period)

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(dsg_block as varchar) as dsg_block,
    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(forecast_outturn_gbp as decimal(18, 2)) as forecast_outturn_gbp,
    cast(variance_gbp as decimal(18, 2)) as variance_gbp,
    cast(forecast_method as varchar) as forecast_method,
    cast(forecast_from_period as integer) as forecast_from_period,
    cast(forecast_from_gbp as decimal(18, 2)) as forecast_from_gbp,
    cast(committed_remaining_gbp as decimal(18, 2)) as committed_remaining_gbp,
    cast(timing_remaining_gbp as decimal(18, 2)) as timing_remaining_gbp,
    cast(run_rate_from_gbp as decimal(18, 2)) as run_rate_from_gbp,
    cast(run_rate_remaining_gbp as decimal(18, 2)) as run_rate_remaining_gbp,
    cast(profile_financial_year as varchar) as profile_financial_year,
    cast(profile_to_date_gbp as decimal(18, 2)) as profile_to_date_gbp,
    cast(profile_outturn_gbp as decimal(18, 2)) as profile_outturn_gbp,
    cast(forecast_outturn_gbp - line_miss_gbp as decimal(18, 2)) as forecast_low_gbp,
    cast(forecast_outturn_gbp + line_miss_gbp as decimal(18, 2)) as forecast_high_gbp,
    cast(interval_pct as decimal(18, 1)) as interval_pct,
    cast(interval_method as varchar) as interval_method
from with_totals
