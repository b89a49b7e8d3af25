{{ config(materialized='table') }}

-- The payments of each unit. is_repeated marks a line that may be a second payment of the same
-- thing: nothing but the repeated line matches it (match method amount_again), or it repeats a line
-- of its own month or of the months before, and its month has more lines than the month of the
-- unit's year with the fewest. Of a month's candidates only as many count, the latest first.
with compared as (

    select
        *,
        coalesce(
            lag(financial_period) over (
                partition by la_code, unit_key, financial_year, supplier_id, paid_gbp
                order by financial_period, posting_date, journal_id, line_number
            ) >= financial_period - {{ var('payment_repeated_within_months') }}, false
        ) as is_candidate,
        count(*) over (partition by la_code, unit_key, financial_year, financial_period)
            as lines_of_month,
        min(financial_period) over year_of_unit <> max(financial_period) over year_of_unit
            as has_other_months
    from {{ ref('int_unit_payments') }}
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
