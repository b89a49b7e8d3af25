-- The surpluses of a unit's months pay for its unpaid months of the same financial year.
-- 1. year_totals: sums of surpluses and unpaid months, of the year and of the months before.
-- 2. settled_months: surpluses (settling_gbp) pay for unpaid months (settled_gbp): the earliest
--    first, those to come too. unpaid_months: what no surplus pays for.
-- 3. awaited_months: unpaid months that can still be invoiced, that a price in tenths or elevenths
--    leaves out, that lack the price of some days only, or whose invoice is the unit's last one.
-- 4. classified: other_month_gbp is what is paid in another month, or can still be invoiced. After
--    that an unpaid month is placement_without_payment_gbp. What remains is rest_gbp.
with joined as (

    select
        differences.*,
        invoicing.months_of_invoice,
        invoicing.is_never_ahead,
        invoicing.months_without_instalment,
        invoicing.is_month_before and differences.financial_period = differences.first_due_period
            as is_before_arrears
    from {{ ref('int_differences_outside') }} as differences
    inner join {{ ref('int_unit_invoicing') }} as invoicing
        on
            differences.la_code = invoicing.la_code
            and differences.unit_key = invoicing.unit_key
            and differences.financial_year = invoicing.financial_year

),

year_totals as (

    select
        *,
        cast(sum(surplus_gbp) over placement_year as decimal(18, 2)) as year_surplus_gbp,
        -- Months to come count only up to the amount by which the year to date is overpaid.
        cast(sum(case when is_covered then unpaid_gbp else 0 end) over placement_year + least(
            sum(case when is_covered then 0 else unpaid_gbp end) over placement_year,
            greatest(0, sum(case when is_covered then remaining_gbp else 0 end) over placement_year)
        ) as decimal(18, 2)) as year_unpaid_gbp,
        cast(coalesce(sum(surplus_gbp) over earlier_months, 0) as decimal(18, 2))
            as surplus_before_gbp,
        cast(coalesce(sum(unpaid_gbp) over earlier_months, 0) as decimal(18, 2))
            as unpaid_before_gbp,
        max(case when financial_period = latest_month then due_gbp end) over placement_year <> 0
            as is_due_in_latest_month,
        max(case when paid_gbp > 0 and is_covered then financial_period end) over placement_year
            as last_paid_period
    from joined
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
        -- Without any payment in the year, the wait counts from the first due.
        case when is_paid_in_year then financial_period else first_due_period end
        >= latest_month - {{ var('months_invoice_may_be_late') }} - case
            when financial_period > coalesce(last_paid_period, 0) then months_of_invoice - 1
            else 0
        end as is_invoice_awaited
    from settled_months

),

awaited_months as (

    select
        *,
        is_invoice_awaited or is_before_arrears
        or count(case when is_covered and still_unpaid_gbp > 0 then 1 end) over placement_year
        <= months_without_instalment
        or (settled_gbp > 0 and still_unpaid_gbp * days <= {{ var('drift_within_days') }} * due_gbp)
        or coalesce(
            is_never_ahead and is_paid_in_year and months_of_invoice > 1
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
    from awaited_months
    where is_covered

)

select
    *,
    remaining_gbp - other_month_gbp - placement_without_payment_gbp as rest_gbp
from classified
