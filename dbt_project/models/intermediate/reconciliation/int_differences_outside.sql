-- Payments for months outside the stay.
-- 1. year_differences: the difference of the unit's year, and the payments outside the stay in
--    later months.
-- 2. parted: a payment outside the stay is paid_without_placement_gbp as far as the year as a whole
--    is overpaid, the latest payment first. Otherwise it is late or early money for other months.
-- 3. remaining: what is left is a surplus, which can settle other months, or an unpaid month.
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

parted as (

    select
        *,
        case
            when is_outside_stay
                then greatest(0, least(difference_gbp, year_difference_gbp - outside_later_gbp))
            else 0
        end as paid_without_placement_gbp
    from year_differences

),

remaining as (

    select
        *,
        difference_gbp - paid_without_placement_gbp as remaining_gbp
    from parted

)

select
    *,
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
