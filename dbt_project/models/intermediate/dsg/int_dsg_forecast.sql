with to_date as (

    select * from {{ ref('int_dsg_actuals_to_date') }}

),

committed as (

    select
        costs.la_code,
        costs.financial_year,
        costs.financial_period,
        sum(costs.education_gbp) as education_gbp
    from {{ ref('int_placement_costs') }} as costs
    inner join {{ ref('int_dsg_priced_categories') }} as priced
        on
            costs.la_code = priced.la_code
            and costs.financial_year = priced.financial_year
            and costs.spend_category = priced.spend_category
            and priced.is_used
    group by costs.la_code, costs.financial_year, costs.financial_period

),

remaining as (

    select
        to_date.la_code,
        to_date.financial_year,
        to_date.financial_period,
        to_date.dsg_block,
        sum(
            case
                when committed.financial_period > to_date.forecast_from_period
                    then committed.education_gbp
                else 0
            end
        ) as committed_remaining_gbp
    from to_date
    inner join committed
        on
            to_date.la_code = committed.la_code
            and to_date.financial_year = committed.financial_year
    where to_date.forecast_rule = 'commitments_and_run_rate' and not to_date.year_is_over
    group by to_date.la_code, to_date.financial_year, to_date.financial_period, to_date.dsg_block

),

ruled as (

    select
        to_date.*,
        remaining.committed_remaining_gbp,
        case
            when to_date.year_is_over or to_date.forecast_rule = 'actual_to_date'
                then 'actual_to_date'
            when
                to_date.full_year_before is not null
                and {{ has_profile(
                    'to_date.year_before_to_date_gbp', 'to_date.year_before_outturn_gbp'
                ) }}
                then 'seasonal_profile'
            else 'straight_line'
        end as run_rate
    from to_date
    left join remaining
        on
            to_date.la_code = remaining.la_code
            and to_date.financial_year = remaining.financial_year
            and to_date.financial_period = remaining.financial_period
            and to_date.dsg_block = remaining.dsg_block

),

extended as (

    select
        *,
        case run_rate
            when 'seasonal_profile'
                then
                    {{ seasonal_profile(
                        'run_rate_from_gbp', 'year_before_to_date_gbp', 'year_before_outturn_gbp'
                    ) }}
            when 'straight_line'
                then {{ straight_line('run_rate_from_gbp', 'forecast_from_period', '12') }}
            else run_rate_from_gbp
        end - run_rate_from_gbp as run_rate_remaining_gbp
    from ruled

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    case
        when committed_remaining_gbp is null then run_rate
        else concat('commitments_plus_', run_rate)
    end as forecast_method,
    actual_to_date_gbp,
    forecast_from_period,
    case when run_rate = 'actual_to_date' then actual_to_date_gbp else forecast_from_gbp end
        as forecast_from_gbp,
    coalesce(committed_remaining_gbp, 0) as committed_remaining_gbp,
    run_rate_from_gbp,
    run_rate_remaining_gbp,
    case when run_rate = 'seasonal_profile' then full_year_before end as profile_financial_year,
    case when run_rate = 'seasonal_profile' then year_before_to_date_gbp end
        as profile_to_date_gbp,
    case when run_rate = 'seasonal_profile' then year_before_outturn_gbp end
        as profile_outturn_gbp
from extended
