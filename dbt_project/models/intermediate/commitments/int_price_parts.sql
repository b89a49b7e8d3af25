with months as (

    select * from {{ ref('int_price_months_placed') }}

),

years as (

    select * from {{ ref('int_price_years_by_payer') }}

),

parts as (

    select
        months.la_code,
        months.cost_key,
        months.price_year_start,
        months.month_start,
        months.days,
        months.stay_days,
        years.payer,
        {{ largest_remainder(
            'years.payer_pence',
            'months.days_counted',
            'years.days_counted',
            ['months.la_code', 'months.cost_key', 'months.price_year_start', 'years.payer'],
            'months.month_start'
        ) }} as part_pence,
        {{ divide_half_up(
            '(1000000 * cast(years.payer_pence as bigint) * months.days_counted)',
            'years.days_counted'
        ) }} as part_micropence
    from months
    inner join years
        on
            months.la_code = years.la_code
            and months.cost_key = years.cost_key
            and months.price_year_start = years.price_year_start

)

select
    la_code,
    cost_key,
    month_start,
    max(days) as days_in_period,
    max(stay_days) as stay_days_in_period,
    cast(coalesce(sum(part_pence), 0) * 0.01 as decimal(18, 2)) as committed_gbp,
    cast(
        coalesce(sum(case when payer = 'education' then part_pence end), 0) * 0.01 as decimal(18, 2)
    ) as education_gbp,
    cast(
        coalesce(sum(case when payer = 'social_care' then part_pence end), 0) * 0.01
        as decimal(18, 2)
    ) as social_care_gbp,
    cast(
        coalesce(sum(case when payer = 'health' then part_pence end), 0) * 0.01 as decimal(18, 2)
    ) as health_gbp,
    -- Education's share before it is rounded to pence, in millionths of a penny, for averages.
    cast(
        coalesce(sum(case when payer = 'education' then part_micropence end), 0) as bigint
    ) as education_micropence
from parts
where month_start <= {{ financial_year_end(reporting_date()) }}
group by la_code, cost_key, month_start
