-- A returned row is a year whose deficit brought forward is not where the year before ended: what
-- was brought into that, and its variance. To do: ask finance which one the accounts have. The
-- year's Safety Valve payment may be in the ledger, or go to a reserve outside it.
with years as (

    select
        la_code,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        financial_period,
        max(case when dsg_block = 'carry_forward' then variance_gbp end) as brought_forward_gbp,
        max(case when dsg_block = 'total' then variance_gbp end) as ended_gbp,
        max(case when dsg_block = 'high_needs' then forecast_method end) as forecast_method,
        row_number() over (
            partition by la_code, financial_year order by financial_period desc
        ) as latest_first
    from {{ ref('dsg_outturn') }}
    group by la_code, financial_year, financial_period

),

payments as (

    select
        la_code,
        financial_year,
        coalesce(latest_gbp, original_gbp) as payment_gbp
    from {{ ref('safety_valve_comparison') }}
    where line = 'safety_valve_payment'

)

select
    years.la_code,
    years.financial_year,
    years.brought_forward_gbp,
    year_before.ended_gbp as year_before_ended_gbp,
    years.brought_forward_gbp - year_before.ended_gbp as difference_gbp
from years
inner join years as year_before
    on
        years.la_code = year_before.la_code
        and years.start_year = year_before.start_year + 1
        and years.latest_first = 1
        and year_before.latest_first = 1
        and year_before.forecast_method = 'actual_to_date'
left join payments
    on
        year_before.la_code = payments.la_code
        and year_before.financial_year = payments.financial_year
where
    years.brought_forward_gbp <> year_before.ended_gbp
    and years.brought_forward_gbp <> year_before.ended_gbp - coalesce(payments.payment_gbp, 0)
