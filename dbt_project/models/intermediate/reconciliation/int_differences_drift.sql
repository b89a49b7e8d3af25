-- Joint funding, place funding, duplicate payments, payments outside the stay and settlement
-- between months are parted from the difference already. The rest is timing, or left_gbp.
-- 1. instalments: months in which a twelfth, a third or another instalment of the price was paid.
--    Instalments and days come to the same sum only at the end of the price's year, which may be
--    August: timing.
-- 2. year_drifts: the rest of a year that is no instalment, two days' price, and the factor between
--    what was paid and what was due in each month.
-- 3. classified: a year whose rest is below that limit has drifted from the days: timing.
with instalments as (

    select
        *,
        paid_gbp - place_funding_gbp - duplicate_payment_gbp as paid_once_gbp,
        {{ var('rounding_per_month_gbp') }} * placements as rounding_gbp
    from {{ ref('int_differences_settled') }}

),

flagged as (

    select
        *,
        -- A whole twelfth for a part of a month is no instalment, nor is a third after the child
        -- has left.
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
    from instalments

),

year_drifts as (

    select
        *,
        sum(case when is_instalment then 0 else rest_gbp end) over placement_year as year_rest_gbp,
        {{ var('rounding_per_month_gbp') }} * sum(placements) over placement_year
            as rounding_of_year_gbp,
        -- At the end of a year all days are paid, so no days' price is left to drift.
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
    from flagged
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
