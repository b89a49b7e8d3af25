with years as (

    select distinct {{ financial_year_of('month_start') }} as financial_year
    from {{ ref('int_calendar_periods') }}
    where period_type = 'month'

),

numbers as (

    select generated_number as financial_period
    from ({{ dbt.generate_series(var('last_financial_period')) }}) as period_numbers

),

periods as (

    select
        years.financial_year,
        numbers.financial_period
    from years
    cross join numbers

),

dated as (

    select
        *,
        {{ period_end('financial_year', 'financial_period') }} as period_end
    from periods

)

select
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(concat(financial_year, ' P', lpad(cast(financial_period as varchar), 2, '0')) as varchar)
        as period_label,
    cast(
        case when financial_period <= 12 then {{ dbt.date_trunc('month', 'period_end') }} end
        as date
    ) as period_start,
    cast(period_end as date) as period_end,
    cast(financial_period > 12 as boolean) as is_adjustment
from dated
