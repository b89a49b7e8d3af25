with years as (

    select
        la_code,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        max(financial_period) as latest_period,
        sum(case when financial_period <= 12 then 1 else 0 end) as months_posted
    from {{ ref('int_ledger_months') }}
    group by la_code, financial_year

),

over_by_now as (

    select
        *,
        {{ periods_over('start_year') }} as periods_over
    from years

)

select
    over_by_now.la_code,
    over_by_now.financial_year,
    over_by_now.start_year,
    over_by_now.latest_period,
    over_by_now.periods_over,
    over_by_now.months_posted,
    case
        when year_before.months_posted = 12 and year_before.periods_over = 12
            then year_before.financial_year
    end as full_year_before
from over_by_now
left join over_by_now as year_before
    on
        over_by_now.la_code = year_before.la_code
        and over_by_now.start_year - 1 = year_before.start_year
