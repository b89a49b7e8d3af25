{{ config(materialized='table') }}

-- Payments in months in which the child had no stay, so that nothing was due.
-- 1. year_differences: the difference of the unit's year, and the payments outside the stay in
--    later months.
-- 2. outside_payments: a payment outside the stay is paid_without_placement_gbp up to the amount by
--    which the year as a whole is overpaid, the latest payment first. The remainder is a late or
--    early payment for other months.
-- 3. remaining: the difference that is left. It is surplus_gbp where the payment is large enough to
--    pay for other months too, and unpaid_gbp where little or nothing was paid.
with year_differences as (

    select
        *,
        sum(case when is_covered then difference_gbp else 0 end) over placement_year
            as year_difference_gbp,
        coalesce(
            sum(case when is_outside_stay then difference_gbp else 0 end) over later_months, 0
        ) as outside_later_gbp
    from {{ ref('int_differences_repeated') }}
    window
        placement_year as (partition by la_code, unit_key, financial_year),
        later_months as (
            partition by la_code, unit_key, financial_year order by financial_period desc
            rows between unbounded preceding and 1 preceding
        )

),

outside_payments as (

    select
        *,
        cast(
            case
                when is_outside_stay
                    then greatest(0, least(difference_gbp, year_difference_gbp - outside_later_gbp))
                else 0
            end as decimal(18, 2)
        ) as paid_without_placement_gbp
    from year_differences

),

remaining as (

    select
        *,
        difference_gbp - paid_without_placement_gbp as remaining_gbp
    from outside_payments

)

select
    la_code,
    unit_key,
    is_group,
    is_place_funding,
    is_provider_total,
    spend_category,
    financial_year,
    financial_period,
    latest_month,
    is_covered,
    is_paid_in_year,
    first_due_period,
    last_due_period,
    placements,
    days,
    paid_gbp,
    recovered_gbp,
    other_year_gbp,
    paid_after_gbp,
    paid_before_gbp,
    instalment_gbp,
    due_gbp,
    full_gbp,
    year_gbp,
    joint_funding_gbp,
    gap_gbp,
    twelfth_drift_gbp,
    is_by_whole_twelfths,
    place_funding_gbp,
    duplicate_payment_gbp,
    paid_without_placement_gbp,
    remaining_gbp,
    case
        when
            remaining_gbp > 0
            and 100 * (paid_gbp - place_funding_gbp - duplicate_payment_gbp)
            >= {{ var('settling_payment_from_pct') }} * due_gbp
            then remaining_gbp
        else 0
    end as surplus_gbp,
    case
        when
            due_gbp > 0 and remaining_gbp < 0
            and 100 * paid_gbp <= {{ var('open_month_paid_up_to_pct') }} * due_gbp
            then -remaining_gbp
        else 0
    end as unpaid_gbp
from remaining
