-- Payments that are an instalment of the yearly price (seed instalments), to a penny for each
-- placement. A twelfth for a part of a month is none. Of a longer instalment, a child who stays has
-- at most the months to August paid in advance.
with paid as (

    select
        *,
        paid_gbp - place_funding_gbp - duplicate_payment_gbp as paid_once_gbp,
        {{ var('rounding_per_month_gbp') }} * placements as rounding_gbp,
        is_due_in_latest_month
        and 100 * sum(rest_gbp) over (partition by la_code, unit_key, financial_year)
        <= {{ var('paid_ahead_up_to_pct') }} * year_gbp as can_be_ahead
    from {{ ref('int_differences_settled') }}

),

fits as (

    select
        paid.*,
        12 * instalments.numerator = instalments.denominator as is_twelfth
    from paid
    left join {{ ref('instalments') }} as instalments
        on
            paid.year_gbp > 0
            and instalments.denominator * (paid.paid_once_gbp + paid.rounding_gbp)
            >= instalments.numerator * paid.year_gbp
            and instalments.denominator * (paid.paid_once_gbp - paid.rounding_gbp)
            <= instalments.numerator * paid.year_gbp
    where paid.rest_gbp <> 0

)

select distinct
    la_code,
    unit_key,
    financial_year,
    financial_period
from fits
where
    (
        is_twelfth
        and abs(paid_once_gbp - due_gbp) * days < {{ var('twelfth_within_days') }} * due_gbp
    )
    or (
        can_be_ahead and paid_once_gbp > 0
        and (not is_twelfth or instalment_gbp >= paid_once_gbp)
    )
