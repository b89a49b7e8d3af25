with ledger as (

    select
        la_code,
        financial_year,
        financial_period,
        outturn_line,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_ledger_classified') }}
    group by la_code, financial_year, financial_period, outturn_line

),

period_numbers as (

    select cast(generated_number as integer) as financial_period
    from ({{ dbt.generate_series(14) }}) as numbers

),

years as (

    select
        la_code,
        financial_year,
        max(financial_period) as latest_period
    from ledger
    group by la_code, financial_year

),

spine as (

    select
        years.la_code,
        years.financial_year,
        period_numbers.financial_period,
        outturn_lines.dsg_block,
        outturn_lines.forecast_method
    from years
    inner join period_numbers on years.latest_period >= period_numbers.financial_period
    cross join {{ ref('dsg_outturn_lines') }} as outturn_lines

)

select
    spine.la_code,
    spine.financial_year,
    spine.financial_period,
    spine.dsg_block,
    -- From period 12 on the year is over but for adjustments.
    case when spine.financial_period >= 12 then 'actual_to_date' else spine.forecast_method end
        as forecast_method,
    coalesce(sum(ledger.amount_gbp), 0) as actual_to_date_gbp
from spine
left join ledger
    on
        spine.la_code = ledger.la_code
        and spine.financial_year = ledger.financial_year
        and spine.dsg_block = ledger.outturn_line
        and spine.financial_period >= ledger.financial_period
group by
    spine.la_code, spine.financial_year, spine.financial_period,
    spine.dsg_block, spine.forecast_method
