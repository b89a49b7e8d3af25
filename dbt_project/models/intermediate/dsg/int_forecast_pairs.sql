with years as (

    select
        *,
        least(periods_over, latest_period) as target_period
    from {{ ref('int_dsg_years') }}

),

to_date as (

    select * from {{ ref('int_dsg_actuals_to_date') }}
    where forecast_rule <> 'actual_to_date'

),

-- At the target a year that is over has its year-end adjustments too.
reached as (

    select
        la_code,
        financial_year,
        dsg_block,
        financial_period,
        actual_to_date_gbp,
        last_value(actual_to_date_gbp) over (
            partition by la_code, financial_year, dsg_block order by financial_period
            rows between unbounded preceding and unbounded following
        ) as latest_gbp
    from to_date

)

select
    years.la_code,
    years.financial_year,
    years.target_period,
    now.dsg_block,
    now.financial_period,
    now.actual_to_date_gbp,
    case when years.target_period = 12 then goal.latest_gbp else goal.actual_to_date_gbp end
        as outturn_gbp,
    year_before.financial_year as profile_financial_year,
    year_before.actual_to_date_gbp as profile_to_date_gbp,
    case
        when years.target_period = 12 then year_before_goal.latest_gbp
        else year_before_goal.actual_to_date_gbp
    end as profile_outturn_gbp
from years
inner join reached as now
    on
        years.la_code = now.la_code
        and years.financial_year = now.financial_year
        and years.target_period > now.financial_period
inner join reached as goal
    on
        now.la_code = goal.la_code
        and now.financial_year = goal.financial_year
        and now.dsg_block = goal.dsg_block
        and years.target_period = goal.financial_period
left join reached as year_before
    on
        now.la_code = year_before.la_code
        and years.full_year_before = year_before.financial_year
        and now.dsg_block = year_before.dsg_block
        and now.financial_period = year_before.financial_period
left join reached as year_before_goal
    on
        now.la_code = year_before_goal.la_code
        and years.full_year_before = year_before_goal.financial_year
        and now.dsg_block = year_before_goal.dsg_block
        and years.target_period = year_before_goal.financial_period
where years.months_posted >= years.target_period
