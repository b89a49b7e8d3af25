-- Payments made twice: lines that repeat another one (repeated_gbp), where the unit is overpaid by
-- as much.
-- 1. to_date: by how much the unit is overpaid from April to the end of the month, and to the end
--    of the ledger. So a month paid late and a credit note do not count as overpaid.
-- 2. repeats: a repeated line is the month's own payment, not a second one, where little else pays
--    the month and the line is no instalment for several months.
-- 3. repeated: duplicate_payment_gbp is repeated_gbp where the unit is overpaid by that much at the
--    end of the ledger, the latest repeated payment first. The dues of later months use up a
--    repeated instalment by then: for it, the end of its own month counts, if the unit is still
--    overpaid at the end of the ledger. Of ten or eleven instalments, those count of which there
--    are more than months that can have one (int_differences_instalments).
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
        -- Payments by instalments differ from the days by up to the price of some days.
        {{ var('drift_within_gbp') }} + case
            when days > 0
                then {{ money_ratio('due_gbp', var('drift_within_days'), 'nullif(days, 0)') }}
            else 0
        end as drift_gbp,
        100 * repeated_gbp >= {{ var('settling_payment_from_pct') }} * greatest(
            due_gbp, twelfth_gbp
        ) as is_instalment_repeated
    from {{ ref('int_differences_instalments') }}

),

repeats as (

    select
        *,
        case
            when repeated_gbp <= 0 or due_gbp <= 0 then 0
            when
                100 * (paid_gbp - repeated_gbp) <= {{ var('open_month_paid_up_to_pct') }} * due_gbp
                and not is_instalment_repeated
                then 0
            else repeated_gbp
        end as second_payment_gbp
    from to_date

),

summed as (

    select
        *,
        coalesce(sum(second_payment_gbp) over (
            partition by la_code, unit_key, financial_year order by financial_period desc
            rows between unbounded preceding and 1 preceding
        ), 0) as second_payments_later_gbp
    from repeats

),

repeated as (

    select
        *,
        case
            when second_payment_gbp = 0 then 0
            when overpaid_gbp + drift_gbp >= second_payment_gbp + second_payments_later_gbp
                then second_payment_gbp
            when
                is_instalment_repeated
                and overpaid_by_month_gbp + drift_gbp >= second_payment_gbp
                and overpaid_gbp > drift_gbp
                then second_payment_gbp
            when
                instalments_over_gbp + {{ var('drift_within_gbp') }}
                >= second_payment_gbp + second_payments_later_gbp
                then second_payment_gbp
            else 0
        end as duplicate_payment_gbp
    from summed

)

select
    *,
    gap_gbp - place_funding_gbp - duplicate_payment_gbp - twelfth_drift_gbp as difference_gbp,
    -- A year-end adjustment (period 13 or 14) is for March. A month without dues between others is
    -- of a stay whose price is for school weeks, and in a netted group may be one that other lines
    -- pay.
    due_gbp = 0 and paid_gbp > 0 and (
        (financial_period < coalesce(first_due_period, 13) and not is_group)
        or least(financial_period, 12) > coalesce(last_due_period, 0)
    ) as is_outside_stay
from repeated
