-- Units that are paid a tenth or an eleventh of the year's price, of which one is paid twice. Such
-- payments are ahead of the days for most of the year, so that only their own months show it.
-- 1. counted: how many instalments each month's payments are, where they are a whole number.
-- 2. unit_years: all payments are instalments. As many months as the price leaves out have none;
--    each other month without one is late, and a second instalment pays for it.
-- 3. instalments_over_gbp: what is paid beyond one instalment for each month, paid or late.
with kinds as (

    select denominator as instalments
    from {{ ref('instalments') }}
    where numerator = 1 and denominator in (10, 11)

),

counted as (

    select
        months.la_code,
        months.unit_key,
        months.financial_year,
        months.financial_period,
        months.year_gbp,
        months.paid_for_due_gbp,
        kinds.instalments,
        {{ divide_half_up(
            'cast(100 * kinds.instalments * months.paid_for_due_gbp as bigint)',
            'cast(100 * months.year_gbp as bigint)'
        ) }} as paid_instalments,
        {{ var('rounding_per_month_gbp') }} * greatest(months.placements, 1) as rounding_gbp
    from {{ ref('int_differences_twelfths') }} as months
    cross join kinds
    where
        months.is_covered and months.due_gbp > 0 and months.year_gbp > 0
        and months.financial_period <= 12

),

unit_years as (

    select
        la_code,
        unit_key,
        financial_year,
        instalments,
        max(year_gbp) as price_gbp,
        sum(paid_instalments) as paid_instalments,
        count(case when paid_instalments <> 0 then 1 end) as months_paid,
        count(case when paid_instalments = 0 then 1 end) as months_unpaid
    from counted
    group by la_code, unit_key, financial_year, instalments
    having
        count(case when paid_instalments = 1 then 1 end) >= {{ var('one_amount_seen_in_months') }}
        and min(year_gbp) = max(year_gbp)
        and min(case
            when
                abs(instalments * paid_for_due_gbp - paid_instalments * year_gbp)
                <= instalments * rounding_gbp * greatest(abs(paid_instalments), 1)
                then 1
            else 0
        end) = 1

),

over_paid as (

    select
        la_code,
        unit_key,
        financial_year,
        max({{ money_ratio(
            'price_gbp',
            '(paid_instalments - months_paid - greatest(0, months_unpaid - 12 + instalments))',
            'instalments'
        ) }}) as instalments_over_gbp
    from unit_years
    group by la_code, unit_key, financial_year

)

select
    months.*,
    coalesce(over_paid.instalments_over_gbp, 0) as instalments_over_gbp
from {{ ref('int_differences_twelfths') }} as months
left join over_paid
    on
        months.la_code = over_paid.la_code
        and months.unit_key = over_paid.unit_key
        and months.financial_year = over_paid.financial_year
