with months as (

    select
        month_start,
        period_end as month_end
    from {{ ref('int_calendar_periods') }}
    where period_type = 'month'

),

school_months as (

    select * from {{ ref('school_months') }}

),

-- Shifted back by 3 or 8 months, the first month of the financial or academic year is January.
years as (

    select
        'financial' as price_year,
        3 as months_after_january
    union all
    select
        'academic' as price_year,
        8 as months_after_january

),

placed as (

    select
        years.price_year,
        months.month_start,
        months.month_end,
        cast(
            {{ dbt.dateadd('month', 'years.months_after_january', dbt.date_trunc(
                'year', dbt.dateadd('month', '-years.months_after_january', 'months.month_start')
            )) }} as date
        ) as price_year_start,
        cast({{ dbt.dateadd('day', 'school_months.first_day - 1', 'months.month_start') }} as date)
            as school_from,
        least(
            cast(
                {{ dbt.dateadd('day', 'school_months.last_day - 1', 'months.month_start') }} as date
            ),
            months.month_end
        ) as school_to
    from months
    cross join years
    inner join school_months
        on extract(month from months.month_start) = school_months.calendar_month

),

counted as (

    select
        price_year,
        'all' as days_counted,
        month_start,
        month_end,
        price_year_start,
        month_start as counted_from,
        month_end as counted_to
    from placed
    union all
    select
        price_year,
        'school' as days_counted,
        month_start,
        month_end,
        price_year_start,
        school_from as counted_from,
        school_to as counted_to
    from placed

)

select
    *,
    sum({{ days_between('counted_from', 'counted_to') }}) over (
        partition by price_year, days_counted, price_year_start
    ) as days_in_price_year
from counted
