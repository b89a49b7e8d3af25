-- The models before leave rest_gbp of the difference of a unit's month. It is timing_gbp where the
-- payments only follow the calendar in another way than by days, and else left_gbp.
-- 1. paid_once: the payment without place funding and duplicate payments.
-- 2. instalments: is_instalment is true for a twelfth, a third or another instalment of the price.
--    Instalments and days come to the same sum only at the end of the price's year, which may be
--    August.
-- 3. year_drifts: the sum of the rests of all other months of the year, the price of two days, and
--    for each month the factor: paid as ten-thousandths of due.
-- 4. classified: is_drift is true for an instalment, and where the year's rest is at most the price
--    of two days, the pennies of rounding or a penny a month.
with paid_once as (

    select
        *,
        paid_gbp - place_funding_gbp - duplicate_payment_gbp as paid_once_gbp,
        {{ var('rounding_per_month_gbp') }} * placements as rounding_gbp
    from {{ ref('int_differences_settled') }}

),

instalments as (

    select
        *,
        -- A twelfth for a part of a month is no instalment. A third or another share of the year is
        -- none once nothing is due in the ledger's latest month, because the child has left.
        coalesce(
            (
                abs(paid_once_gbp - twelfth_gbp) <= rounding_gbp
                and abs(paid_once_gbp - due_gbp) * days < {{ var('twelfth_within_days') }} * due_gbp
            )
            or (
                is_due_in_latest_month and paid_once_gbp > 0
                and (
                    abs(paid_once_gbp - third_gbp) <= rounding_gbp
                    or instalment_gbp >= paid_once_gbp
                )
            ), false
        ) as is_instalment
    from paid_once

),

year_drifts as (

    select
        *,
        sum(case when is_instalment then 0 else rest_gbp end) over placement_year as year_rest_gbp,
        {{ var('rounding_per_month_gbp') }} * sum(placements) over placement_year
            as rounding_of_year_gbp,
        -- Null at the end of a year: by then payments by any calendar have paid for all days.
        case
            when latest_month < 12
                then {{ money_ratio(
                    'sum(case when paid_gbp <> 0 then due_gbp end) over placement_year',
                    var('drift_within_days'),
                    'sum(case when paid_gbp <> 0 then days end) over placement_year'
                ) }}
        end as drift_days_gbp,
        case
            when rest_gbp <> 0 and not is_instalment and due_gbp > 0 and paid_once_gbp > 0
                then {{ divide_half_up(
                    'cast(1000000 * paid_once_gbp as bigint)', 'cast(100 * due_gbp as bigint)'
                ) }}
        end as factor
    from instalments
    window placement_year as (partition by la_code, unit_key, financial_year)

),

classified as (

    select
        *,
        min(factor) over placement_year as least_factor,
        max(factor) over placement_year as most_factor,
        count(factor) over placement_year as months_with_factor,
        sum(due_gbp) over placement_year as due_to_date_gbp,
        is_instalment
        or abs(year_rest_gbp) <= greatest(
            {{ var('drift_within_gbp') }}, rounding_of_year_gbp, coalesce(drift_days_gbp, 0)
        ) as is_drift
    from year_drifts
    window placement_year as (partition by la_code, unit_key, financial_year)

)

select
    *,
    other_month_gbp + case when is_drift then rest_gbp else 0 end as timing_gbp,
    case when is_drift then 0 else rest_gbp end as left_gbp
from classified
