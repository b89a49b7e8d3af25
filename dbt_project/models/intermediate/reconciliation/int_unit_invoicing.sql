-- How a unit is invoiced: for how many months at once (int_invoice_months), and whether it is paid
-- after the months that the payments are for.
-- 1. cumulated: what is paid less what is due, from April to the end of each month.
-- 2. is_never_ahead: the year's payments never exceed the dues.
-- 3. is_month_before: each month pays for the month before. Nothing was paid in the first month
--    with a due, and something in each month since then. Where the payments are what their own
--    months cost by days, the first month was left out instead.
-- 4. months_without_instalment: months of a year in which nothing is paid, because its price is
--    paid in ten or eleven months.
with cumulated as (

    select
        *,
        sum(paid_gbp - due_gbp) over (
            partition by la_code, unit_key, financial_year order by financial_period
            rows between unbounded preceding and current row
        ) as paid_ahead_gbp
    from {{ ref('int_differences_outside') }}

),

units as (

    select
        la_code,
        unit_key,
        financial_year,
        max(latest_month) as latest_month,
        max(case when is_covered then paid_ahead_gbp end) as most_ahead_gbp,
        min(first_due_period) as first_due_period,
        min(case when is_covered and paid_gbp > 0 then financial_period end) as first_paid_period,
        max(case when is_covered and paid_gbp > 0 then financial_period end) as last_paid_period,
        count(case when is_covered and paid_gbp > 0 then 1 end) as months_paid,
        count(case
            when
                is_covered and paid_gbp > 0
                and abs(gap_gbp) <= {{ var('rounding_per_month_gbp') }} * greatest(placements, 1)
                then 1
        end) as own_months_paid,
        count(case
            when
                is_covered and unpaid_gbp > 0 and financial_period > first_due_period
                and financial_period < latest_month - {{ var('months_invoice_may_be_late') }}
                then 1
        end) as gaps,
        sum(case when financial_period = latest_month then due_gbp else 0 end) as latest_due_gbp,
        count(case
            when
                is_covered and paid_gbp > 0
                and abs(10 * paid_gbp - year_gbp)
                <= 10 * {{ var('rounding_per_month_gbp') }} * greatest(placements, 1)
                then 1
        end) as instalments_of_10,
        count(case
            when
                is_covered and paid_gbp > 0
                and abs(11 * paid_gbp - year_gbp)
                <= 11 * {{ var('rounding_per_month_gbp') }} * greatest(placements, 1)
                then 1
        end) as instalments_of_11
    from cumulated
    group by la_code, unit_key, financial_year

)

select
    units.la_code,
    units.unit_key,
    units.financial_year,
    invoices.months_of_invoice,
    coalesce(units.most_ahead_gbp <= {{ var('drift_within_gbp') }}, false) as is_never_ahead,
    coalesce(
        units.first_paid_period = units.first_due_period + 1
        and units.last_paid_period >= units.latest_month - {{ var('months_invoice_may_be_late') }}
        and units.gaps = 0
        and units.months_paid >= {{ var('arrears_seen_in_months') }}
        and 2 * units.own_months_paid <= units.months_paid
        and units.latest_due_gbp > 0, false
    ) as is_month_before,
    case
        when units.instalments_of_10 >= {{ var('one_amount_seen_in_months') }} then 2
        when units.instalments_of_11 >= {{ var('one_amount_seen_in_months') }} then 1
        else 0
    end as months_without_instalment
from units
inner join {{ ref('int_invoice_months') }} as invoices
    on units.la_code = invoices.la_code and units.unit_key = invoices.unit_key
