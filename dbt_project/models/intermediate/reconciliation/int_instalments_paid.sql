-- Payments that are an instalment of the yearly price (seed instalments), to a penny for each
-- placement. A twelfth for a part of a month does not count. Of a longer instalment, or a twelfth
-- of a price that is due by school weeks, a child who stays has at most the months to August paid
-- in advance.
with priced as (

    select
        *,
        -- A month without school has nothing due, and so no price of its own.
        case
            when due_gbp = 0 and financial_period between first_due_period and last_due_period
                then max(year_gbp) over (partition by la_code, unit_key, financial_year)
            else year_gbp
        end as price_gbp
    from {{ ref('int_differences_settled') }}

),

paid as (

    select
        *,
        paid_gbp - place_funding_gbp - duplicate_payment_gbp as paid_once_gbp,
        {{ var('rounding_per_month_gbp') }} * greatest(placements, 1) as rounding_gbp,
        is_due_in_latest_month
        and 100 * sum(rest_gbp) over (partition by la_code, unit_key, financial_year)
        <= {{ var('paid_ahead_up_to_pct') }} * price_gbp as can_be_ahead
    from priced

),

instalments_that_fit as (

    select
        paid.la_code,
        paid.unit_key,
        paid.financial_year,
        paid.financial_period,
        12 * instalments.numerator = instalments.denominator as is_twelfth
    from paid
    cross join {{ ref('instalments') }} as instalments
    where
        paid.price_gbp > 0
        and instalments.denominator * (paid.paid_once_gbp + paid.rounding_gbp)
        >= instalments.numerator * paid.price_gbp
        and instalments.denominator * (paid.paid_once_gbp - paid.rounding_gbp)
        <= instalments.numerator * paid.price_gbp

),

fits as (

    select
        paid.*,
        instalments_that_fit.is_twelfth
    from paid
    left join instalments_that_fit
        on
            paid.la_code = instalments_that_fit.la_code
            and paid.unit_key = instalments_that_fit.unit_key
            and paid.financial_year = instalments_that_fit.financial_year
            and paid.financial_period = instalments_that_fit.financial_period
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
        and (
            not is_twelfth or instalment_gbp >= paid_once_gbp
            or (
                is_twelfth and not is_group
                and (due_gbp = 0 or days >= {{ var('days_of_shortest_month') }})
            )
        )
    )
