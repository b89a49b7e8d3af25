with prices as (

    select * from {{ ref('int_placement_prices') }}

),

months as (

    select *
    from {{ ref('int_price_months') }}
    -- An academic year is spread as a whole, also where the reported financial year ends in it.
    where price_year_start <= {{ financial_year_end(reporting_date()) }}

),

placed as (

    select
        prices.la_code,
        prices.cost_key,
        prices.annual_amount_gbp,
        prices.price_basis,
        months.price_year_start,
        months.month_start,
        months.days_in_price_year,
        {{ days_between(
            'greatest(prices.starts, months.month_start)', 'least(prices.ends, months.month_end)'
        ) }} as days,
        {{ days_between(
            'greatest(prices.stay_from, months.month_start)', 'least(prices.ends, months.month_end)'
        ) }} as stay_days,
        {{ days_between(
            'greatest(prices.starts, months.counted_from)',
            'least(prices.ends, months.counted_to)'
        ) }} as days_counted
    from prices
    inner join months
        on
            prices.price_year = months.price_year
            and prices.days_counted = months.days_counted
            and prices.starts <= months.month_end
            and coalesce(prices.ends, months.month_end) >= months.month_start
    where
        prices.price_basis <> 'one_off' or prices.starts >= months.month_start

)

select
    la_code,
    cost_key,
    annual_amount_gbp,
    price_year_start,
    month_start,
    case when price_basis = 'one_off' then 0 else days end as days,
    case when price_basis = 'one_off' then 0 else stay_days end as stay_days,
    case when price_basis = 'one_off' then 1 else days_counted end as days_counted,
    case when price_basis = 'one_off' then 1 else days_in_price_year end as days_in_price_year
from placed
