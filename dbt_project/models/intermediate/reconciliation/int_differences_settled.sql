{{ config(materialized='table') }}

-- The surpluses of a unit's months pay for its unpaid months of the same financial year.
-- 1. year_totals: sums of surpluses and unpaid months, of the year and of the months before.
-- 2. settled_months: the part of a surplus that pays for unpaid months (settling_gbp), and that of
--    an unpaid month that they pay for (settled_gbp): earliest months first, those to come too.
-- 3. unpaid_months: what no surplus pays for, and whether its invoice can still come. Where
--    invoices of several months come after these months, it is the last invoice that is missing.
-- 4. classified: other_month_gbp is what is paid in another month, or can still be invoiced. After
--    that an unpaid month is placement_without_payment_gbp. What remains is rest_gbp.
with cumulated as (

    select
        differences.*,
        invoices.months_of_invoice,
        sum(differences.paid_gbp - differences.due_gbp) over (
            partition by differences.la_code, differences.unit_key, differences.financial_year
            order by differences.financial_period
            rows between unbounded preceding and current row
        ) as paid_ahead_gbp
    from {{ ref('int_differences_outside') }} as differences
    inner join {{ ref('int_invoice_months') }} as invoices
        on
            differences.la_code = invoices.la_code
            and differences.unit_key = invoices.unit_key

),

year_totals as (

    select
        *,
        max(case when is_covered then paid_ahead_gbp end) over placement_year
        <= {{ var('drift_within_gbp') }} as is_in_arrears,
        sum(surplus_gbp) over placement_year as year_surplus_gbp,
        -- Months to come count only up to the amount by which the year to date is overpaid.
        sum(case when is_covered then unpaid_gbp else 0 end) over placement_year + least(
            sum(case when is_covered then 0 else unpaid_gbp end) over placement_year,
            greatest(0, sum(case when is_covered then remaining_gbp else 0 end) over placement_year)
        ) as year_unpaid_gbp,
        coalesce(sum(surplus_gbp) over earlier_months, 0) as surplus_before_gbp,
        coalesce(sum(unpaid_gbp) over earlier_months, 0) as unpaid_before_gbp,
        max(case when financial_period = latest_month then due_gbp end) over placement_year <> 0
            as is_due_in_latest_month,
        max(case when paid_gbp > 0 and is_covered then financial_period end) over placement_year
            as last_paid_period
    from cumulated
    window
        placement_year as (partition by la_code, unit_key, financial_year),
        earlier_months as (
            partition by la_code, unit_key, financial_year order by financial_period
            rows between unbounded preceding and 1 preceding
        )

),

settled_months as (

    select
        *,
        greatest(0, least(surplus_gbp, year_unpaid_gbp - surplus_before_gbp)) as settling_gbp,
        greatest(0, least(unpaid_gbp, year_surplus_gbp - unpaid_before_gbp)) as settled_gbp
    from year_totals

),

unpaid_months as (

    select
        *,
        unpaid_gbp - settled_gbp as still_unpaid_gbp,
        latest_month - {{ var('months_invoice_may_be_late') }} - months_of_invoice + 1
            as last_invoice_from,
        -- Without any payment in the year, the wait counts from the first due: the placement is
        -- new and not invoiced yet, or it is never invoiced.
        case when is_paid_in_year then financial_period else first_due_period end
        >= latest_month - {{ var('months_invoice_may_be_late') }} - case
            when financial_period > coalesce(last_paid_period, 0) then months_of_invoice - 1
            else 0
        end as is_invoice_awaited
    from settled_months

),

last_invoices as (

    select
        *,
        is_invoice_awaited
        or coalesce(
            is_in_arrears and is_paid_in_year and months_of_invoice > 1
            and sum(case when is_covered then still_unpaid_gbp else 0 end) over placement_year
            <= sum(
                case
                    when is_covered and financial_period >= last_invoice_from then due_gbp else 0
                end
            ) over placement_year, false
        ) as is_awaited
    from unpaid_months
    window placement_year as (partition by la_code, unit_key, financial_year)

),

classified as (

    select
        *,
        settling_gbp - settled_gbp - case when is_awaited then still_unpaid_gbp else 0 end
            as other_month_gbp,
        -case when is_awaited then 0 else still_unpaid_gbp end as placement_without_payment_gbp
    from last_invoices
    where is_covered

)

select
    *,
    remaining_gbp - other_month_gbp - placement_without_payment_gbp as rest_gbp
from classified
