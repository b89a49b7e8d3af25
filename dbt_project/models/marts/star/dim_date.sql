with days as (

    select
        cast(
            {{ dbt.dateadd(
                'day', 'generated_number - 1', "cast('" ~ var('calendar_start') ~ "' as date)"
            ) }} as date
        ) as calendar_date
    from ({{ dbt.generate_series(var('calendar_days')) }}) as day_numbers

)

select
    cast(calendar_date as date) as calendar_date,
    cast(extract(year from calendar_date) as integer) as calendar_year,
    cast(extract(month from calendar_date) as integer) as calendar_month,
    cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start,
    cast({{ dbt.last_day('calendar_date', 'month') }} as date) as month_end,
    cast({{ dbt.date_trunc('quarter', 'calendar_date') }} as date) as quarter_start,
    cast(
        {{ academic_year_name(academic_year_began('calendar_date')) }} as varchar
    ) as academic_year,
    cast({{ financial_year_of('calendar_date') }} as varchar) as financial_year,
    cast({{ financial_period_of('calendar_date') }} as integer) as financial_period,
    cast(calendar_date = {{ dbt.last_day('calendar_date', 'month') }} as boolean) as is_month_end
from days
