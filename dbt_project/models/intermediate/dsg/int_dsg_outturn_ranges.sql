with outturn as (

    select * from {{ ref('int_dsg_outturn') }}

),

lines as (

    select
        outturn.*,
        intervals.interval_pct,
        intervals.interval_method,
        tests.interval_tested,
        tests.interval_held,
        case
            when outturn.dsg_block = 'total' then null
            when outturn.forecast_method = 'actual_to_date' or outturn.forecast_outturn_gbp = 0
                then 0
            else {{ miss_gbp('outturn.forecast_outturn_gbp', 'intervals.interval_pct') }}
        end as miss_gbp
    from outturn
    left join {{ ref('int_dsg_intervals') }} as intervals
        on
            outturn.la_code = intervals.la_code
            and outturn.financial_year = intervals.financial_year
            and outturn.financial_period = intervals.financial_period
            and outturn.dsg_block = intervals.dsg_block
    left join {{ ref('int_dsg_interval_tests') }} as tests
        on
            outturn.la_code = tests.la_code
            and outturn.financial_year = tests.financial_year
            and outturn.dsg_block = tests.dsg_block

),

-- The interval of the total is the sum of those of its lines; null where a line has none.
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
    *,
    forecast_outturn_gbp - line_miss_gbp as forecast_low_gbp,
    forecast_outturn_gbp + line_miss_gbp as forecast_high_gbp
from with_totals
