-- Payments made twice: lines that repeat another one (repeated_gbp), where the unit is overpaid by
-- as much.
-- 1. to_date: by how much the unit is overpaid from April to the end of the month, and to the end
--    of the ledger. So a month paid late and a credit note do not count as overpaid.
-- 2. repeated: duplicate_payment_gbp is repeated_gbp where the unit is overpaid by that much at the
--    end of the ledger. The dues of later months use up a repeated instalment by then: for it, the
--    end of its own month counts, if the unit is still overpaid at the end of the ledger.
with to_date as (

    select
        *,
        sum(gap_gbp - place_funding_gbp) over (
            partition by la_code, unit_key, financial_year order by financial_period
            rows between unbounded preceding and current row
        ) as overpaid_by_month_gbp,
        sum(case when is_covered then gap_gbp - place_funding_gbp else 0 end) over (
            partition by la_code, unit_key, financial_year
        ) as overpaid_gbp,
        -- Payments by instalments differ from the days by up to the price of two days.
        {{ var('drift_within_gbp') }} + case
            when days > 0
                then {{ money_ratio('due_gbp', var('drift_within_days'), 'nullif(days, 0)') }}
            else 0
        end as drift_gbp
    from {{ ref('int_differences_places') }}

),

repeated as (

    select
        *,
        case
            when repeated_gbp <= 0 or due_gbp <= 0 then 0
            when overpaid_gbp + drift_gbp >= repeated_gbp then repeated_gbp
            when
                100 * repeated_gbp >= {{ var('settling_payment_from_pct') }} * due_gbp
                and overpaid_by_month_gbp + drift_gbp >= repeated_gbp
                and overpaid_gbp > drift_gbp
                then repeated_gbp
            else 0
        end as duplicate_payment_gbp
    from to_date

)

select
    *,
    gap_gbp - place_funding_gbp - duplicate_payment_gbp as difference_gbp,
    due_gbp = 0 and paid_gbp > 0 and (financial_period <= 12 or not is_due_in_march)
        as is_outside_stay
from repeated
