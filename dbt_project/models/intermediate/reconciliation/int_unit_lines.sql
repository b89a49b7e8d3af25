{{ config(materialized='table') }}

-- The payments of each unit. is_repeated marks a line that may be a second payment of the same
-- thing: nothing but the repeated line matches it (match method amount_again), or it repeats a line
-- of its own month or of the months before, and its month has more lines than the month of the
-- unit's year with the fewest. Of a month's candidates only as many count, the latest first. Of
-- payments every four weeks, one month has two.
with four_weekly as (

    select distinct
        payments.la_code,
        payments.unit_key,
        payments.journal_id,
        payments.line_number
    from {{ ref('int_unit_payments') }} as payments
    inner join {{ ref('int_four_weekly_prices') }} as prices
        on
            payments.la_code = prices.la_code
            and payments.unit_key = prices.placement_key
            and payments.financial_year = prices.financial_year
            and abs(payments.paid_gbp - prices.four_weeks_gbp)
            <= {{ var('rounding_per_month_gbp') }}

),

payments as (

    select
        payments.*,
        four_weekly.la_code is not null as is_four_weekly,
        lag(payments.financial_period) over same_amount as period_before,
        lag(payments.posting_date) over same_amount as posted_before
    from {{ ref('int_unit_payments') }} as payments
    left join four_weekly
        on
            payments.la_code = four_weekly.la_code
            and payments.unit_key = four_weekly.unit_key
            and payments.journal_id = four_weekly.journal_id
            and payments.line_number = four_weekly.line_number
    window
        same_amount as (
            partition by
                payments.la_code, payments.unit_key, payments.financial_year,
                payments.supplier_id, payments.paid_gbp
            order by
                payments.financial_period, payments.posting_date, payments.journal_id,
                payments.line_number
        )

),

compared as (

    select
        *,
        coalesce(
            period_before >= financial_period - {{ var('payment_repeated_within_months') }}
            and not (
                is_four_weekly
                and {{ dbt.datediff('posted_before', 'posting_date', 'day') }}
                >= {{ var('four_weeks_from_days') }}
            ), false
        ) as is_candidate,
        count(*) over (partition by la_code, unit_key, financial_year, financial_period)
            as lines_of_month,
        min(financial_period) over year_of_unit <> max(financial_period) over year_of_unit
            as has_other_months
    from payments
    window year_of_unit as (partition by la_code, unit_key, financial_year)

),

candidates as (

    select
        *,
        -- A placement with lines of one month only has no other month to compare with.
        lines_of_month - case
            when is_group or has_other_months
                then min(lines_of_month) over (partition by la_code, unit_key, financial_year)
            else 1
        end as lines_beyond_fewest,
        row_number() over (
            partition by la_code, unit_key, financial_year, financial_period, is_candidate
            order by posting_date desc, journal_id desc, line_number desc
        ) as nth_candidate
    from compared

)

select
    *,
    paid_gbp > 0
    and (
        match_method = 'amount_again' or (is_candidate and nth_candidate <= lines_beyond_fewest)
    ) as is_repeated
from candidates
