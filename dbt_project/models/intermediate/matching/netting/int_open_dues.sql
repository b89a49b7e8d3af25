{{ config(materialized='table') }}

-- The part of each due that the matched lines of its placement do not pay in the financial year.
-- 1. both_sides, summed, in_ledger: due and paid of each month, for years that the ledger has.
-- 2. months: a month's surplus can pay for other months; a month of which at most half is paid is
--    unpaid.
-- 3. settled, opened: surpluses pay for the earliest unpaid months first; the remainder is open.
-- 4. is_awaited: the placement has payments in the year, and the month's invoice may still come.
with both_sides as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        due_gbp,
        0 as paid_gbp,
        0 as lines_paid
    from {{ ref('int_commitments_due') }}
    union all
    select
        la_code,
        placement_key,
        financial_year,
        least(financial_period, 12) as financial_period,
        0 as due_gbp,
        case when match_method = 'recovered_share' then 0 else matched_gbp end as paid_gbp,
        1 as lines_paid
    from {{ ref('int_matches_of_own_year') }}

),

summed as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        cast(sum(due_gbp) as decimal(18, 2)) as due_gbp,
        cast(sum(paid_gbp) as decimal(18, 2)) as paid_gbp,
        sum(lines_paid) as lines_paid
    from both_sides
    group by la_code, placement_key, financial_year, financial_period

),

in_ledger as (

    select
        summed.*,
        years.latest_month
    from summed
    inner join {{ ref('int_ledger_years') }} as years
        on summed.la_code = years.la_code and summed.financial_year = years.financial_year

),

months as (

    select
        *,
        case
            when 100 * paid_gbp >= {{ var('settling_payment_from_pct') }} * due_gbp
                then paid_gbp - due_gbp
            else 0
        end as surplus_gbp,
        case
            when
                due_gbp > 0
                and 100 * paid_gbp <= {{ var('open_month_paid_up_to_pct') }} * due_gbp
                then due_gbp - paid_gbp
            else 0
        end as unpaid_gbp
    from in_ledger

),

settled as (

    select
        *,
        cast(sum(surplus_gbp) over placement_year as decimal(18, 2)) as year_surplus_gbp,
        cast(sum(lines_paid) over placement_year as bigint) as year_lines_paid,
        cast(coalesce(sum(unpaid_gbp) over earlier_months, 0) as decimal(18, 2))
            as unpaid_before_gbp
    from months
    window
        placement_year as (partition by la_code, placement_key, financial_year),
        earlier_months as (
            partition by la_code, placement_key, financial_year order by financial_period
            rows between unbounded preceding and 1 preceding
        )

),

opened as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        latest_month,
        year_lines_paid,
        due_gbp,
        unpaid_gbp
        - greatest(0, least(unpaid_gbp, year_surplus_gbp - unpaid_before_gbp)) as open_gbp
    from settled

)

select
    *,
    year_lines_paid > 0
    and latest_month < 12
    and financial_period >= latest_month - {{ var('months_invoice_may_be_late') }} as is_awaited,
    financial_period > latest_month as is_to_come
from opened
where open_gbp > 0
