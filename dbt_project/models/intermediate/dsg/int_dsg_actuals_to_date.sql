with years as (

    select * from {{ ref('int_dsg_years') }}

),

postings as (

    select * from {{ ref('int_dsg_postings') }}

),

period_numbers as (

    select cast(generated_number as integer) as financial_period
    from ({{ dbt.generate_series(var('last_financial_period')) }}) as numbers

),

spine as (

    select
        years.la_code,
        years.financial_year,
        years.full_year_before,
        period_numbers.financial_period,
        outturn_lines.dsg_block,
        outturn_lines.forecast_rule,
        years.periods_over = 12 and period_numbers.financial_period >= 12 as year_is_over,
        -- A month that is not over is not forecast from, because its postings are not complete.
        -- April is the exception: there is no earlier month.
        case
            when years.periods_over = 12 then period_numbers.financial_period
            else least(period_numbers.financial_period, greatest(years.periods_over, 1))
        end as forecast_from_period
    from years
    inner join period_numbers on years.latest_period >= period_numbers.financial_period
    cross join {{ ref('dsg_outturn_lines') }} as outturn_lines

),

summed as (

    select
        spine.la_code,
        spine.financial_year,
        spine.financial_period,
        spine.dsg_block,
        sum(
            case
                when postings.financial_period <= spine.financial_period then postings.amount_gbp
            end
        ) as actual_to_date_gbp,
        sum(
            case
                when postings.financial_period <= spine.forecast_from_period
                    then postings.amount_gbp
            end
        ) as forecast_from_gbp,
        sum(
            case
                when postings.financial_period <= spine.forecast_from_period
                    then postings.unpriced_gbp
            end
        ) as run_rate_from_gbp,
        sum(
            case
                when postings.financial_period <= spine.forecast_from_period
                    then postings.unpriced_year_before_gbp
            end
        ) as year_before_to_date_gbp,
        sum(postings.unpriced_year_before_gbp) as year_before_outturn_gbp
    from spine
    left join postings
        on
            spine.la_code = postings.la_code
            and spine.financial_year = postings.financial_year
            and spine.dsg_block = postings.outturn_line
    group by spine.la_code, spine.financial_year, spine.financial_period, spine.dsg_block

)

select
    spine.*,
    coalesce(summed.actual_to_date_gbp, 0) as actual_to_date_gbp,
    coalesce(summed.forecast_from_gbp, 0) as forecast_from_gbp,
    coalesce(summed.run_rate_from_gbp, 0) as run_rate_from_gbp,
    summed.year_before_to_date_gbp,
    summed.year_before_outturn_gbp
from spine
inner join summed
    on
        spine.la_code = summed.la_code
        and spine.financial_year = summed.financial_year
        and spine.financial_period = summed.financial_period
        and spine.dsg_block = summed.dsg_block
