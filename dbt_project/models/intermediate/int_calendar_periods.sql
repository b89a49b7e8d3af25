with months as (

    select
        cast(
            {{ dbt.dateadd(
                'month', 'generated_number - 1', "cast('" ~ var('calendar_start') ~ "' as date)"
            ) }} as date
        ) as month_start
    from ({{ dbt.generate_series(var('calendar_months')) }}) as month_numbers

),

starts as (

    select
        month_start,
        month_start as month_period,
        cast({{ dbt.date_trunc('quarter', 'month_start') }} as date) as quarter_period,
        cast({{ dbt.date_trunc('year', 'month_start') }} as date) as calendar_year_period,
        -- Shifted back by three months, April is January: the financial year is a calendar year.
        cast(
            {{ dbt.dateadd(
                'month', 3, dbt.date_trunc('year', dbt.dateadd('month', -3, 'month_start'))
            ) }} as date
        ) as financial_year_period
    from months

),

periods as (

    select
        month_start,
        'month' as period_type,
        month_period as period_start,
        1 as months_long
    from starts
    union all
    select
        month_start,
        'quarter' as period_type,
        quarter_period as period_start,
        3 as months_long
    from starts
    union all
    select
        month_start,
        'calendar_year' as period_type,
        calendar_year_period as period_start,
        12 as months_long
    from starts
    union all
    select
        month_start,
        'financial_year' as period_type,
        financial_year_period as period_start,
        12 as months_long
    from starts

)

select
    month_start,
    period_type,
    period_start,
    cast(
        {{ dbt.dateadd('day', -1, dbt.dateadd('month', 'months_long', 'period_start')) }} as date
    ) as period_end
from periods
