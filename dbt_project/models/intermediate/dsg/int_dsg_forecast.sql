-- The forecast of a line of the outturn, in its parts (docs/decisions/0014).
-- 1. with_method: how the run-rate of the line is extended; the first method that applies.
-- 2. extended: what the method adds to the spending to date.
with to_date as (

    select * from {{ ref('int_dsg_actuals_to_date') }}

),

remaining as (

    select * from {{ ref('int_dsg_remaining') }}

),

with_method as (

    select
        to_date.*,
        remaining.committed_remaining_gbp,
        remaining.timing_remaining_gbp,
        budgets.budget_gbp,
        case
            when to_date.year_is_over or to_date.forecast_rule = 'actual_to_date'
                then 'actual_to_date'
            when
                to_date.full_year_before is not null
                and {{ has_profile(
                    'to_date.year_before_to_date_gbp', 'to_date.year_before_outturn_gbp'
                ) }}
                then 'corrected_profile'
            -- The grant is not posted evenly, and its allocation is known.
            when
                to_date.forecast_rule = 'budget_and_run_rate'
                and sign(budgets.budget_gbp) * sign(to_date.forecast_from_gbp) >= 0
                and budgets.budget_gbp <> 0
                then 'budget'
            else 'straight_line'
        end as run_rate
    from to_date
    left join remaining
        on
            to_date.la_code = remaining.la_code
            and to_date.financial_year = remaining.financial_year
            and to_date.financial_period = remaining.financial_period
            and to_date.dsg_block = remaining.dsg_block
    left join {{ ref('int_budgets_by_line') }} as budgets
        on
            to_date.la_code = budgets.la_code
            and to_date.financial_year = budgets.financial_year
            and to_date.dsg_block = budgets.outturn_line

),

extended as (

    select
        *,
        case run_rate
            when 'corrected_profile'
                then
                    {{ corrected_profile(
                        'run_rate_from_gbp', 'year_before_to_date_gbp', 'year_before_outturn_gbp'
                    ) }}
            when 'straight_line'
                then {{ straight_line('run_rate_from_gbp', 'forecast_from_period', '12') }}
            when 'budget'
                then
                    case
                        when abs(budget_gbp) > abs(run_rate_from_gbp) then budget_gbp
                        else run_rate_from_gbp
                    end
            else run_rate_from_gbp
        end - run_rate_from_gbp as run_rate_remaining_gbp
    from with_method

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
    coalesce(timing_remaining_gbp, 0) as timing_remaining_gbp,
    run_rate_from_gbp,
    run_rate_remaining_gbp,
    case when run_rate = 'corrected_profile' then full_year_before end as profile_financial_year,
    case when run_rate = 'corrected_profile' then year_before_to_date_gbp end
        as profile_to_date_gbp,
    case when run_rate = 'corrected_profile' then year_before_outturn_gbp end
        as profile_outturn_gbp
from extended
