-- How often the intervals of earlier years held. Each forecast of a year that is over has an
-- interval from the years before it, and the outturn lies within that interval or does not.
with tried as (

    select
        intervals.la_code,
        intervals.dsg_block,
        cast(substr(intervals.financial_year, 1, 4) as integer) as start_year,
        case
            when
                abs(tests.error_gbp)
                <= {{ miss_gbp('tests.forecast_gbp', 'intervals.interval_pct') }}
                then 1
            else 0
        end as held
    from {{ ref('int_dsg_intervals') }} as intervals
    inner join {{ ref('int_forecast_backtest') }} as tests
        on
            intervals.la_code = tests.la_code
            and intervals.financial_year = tests.financial_year
            and intervals.financial_period = tests.financial_period
            and intervals.dsg_block = tests.dsg_block
            and intervals.forecast_method = tests.method
            and tests.target_period = 12

),

years as (

    select
        la_code,
        financial_year,
        start_year
    from {{ ref('int_dsg_years') }}

)

select
    years.la_code,
    years.financial_year,
    tried.dsg_block,
    count(*) as interval_tested,
    sum(tried.held) as interval_held
from years
inner join tried on years.la_code = tried.la_code and years.start_year > tried.start_year
group by years.la_code, years.financial_year, tried.dsg_block
