-- Paid less due, parted into five classes that sum to it. Joint funding, payments outside the stay
-- and settlement between months are parted already; this model parts the rest.
-- 1. instalments: months in which a twelfth or a third of the price was paid. Instalments and days
--    come to the same sum only at the end of the price's year, which may be August: timing.
-- 2. year_drifts: the rest of a year that is no instalment, and two days' price.
-- 3. classified: a year whose rest is below that limit has drifted from the days: timing. Other
--    rests are a rate variance.
with instalments as (

    select
        *,
        -- A whole twelfth for a part of a month is no instalment, nor is a third after the child
        -- has left.
        coalesce(
            (
                paid_gbp = twelfth_gbp
                and abs(paid_gbp - due_gbp) * days < {{ var('twelfth_within_days') }} * due_gbp
            )
            or (paid_gbp = third_gbp and is_due_in_latest_month), false
        ) as is_instalment
    from {{ ref('int_differences_settled') }}

),

year_drifts as (

    select
        *,
        sum(case when is_instalment then 0 else rest_gbp end) over placement_year as year_rest_gbp,
        -- At the end of a year all days are paid, so no days' price is left to drift.
        case
            when latest_month < 12
                then {{ money_ratio(
                    'sum(case when paid_gbp <> 0 then due_gbp end) over placement_year',
                    var('drift_within_days'),
                    'sum(case when paid_gbp <> 0 then days end) over placement_year'
                ) }}
        end as drift_days_gbp
    from instalments
    window placement_year as (partition by la_code, placement_key, financial_year)

),

classified as (

    select
        *,
        is_instalment
        or abs(year_rest_gbp)
        <= greatest({{ var('drift_within_gbp') }}, coalesce(drift_days_gbp, 0)) as is_drift
    from year_drifts

)

select
    la_code,
    placement_key,
    financial_year,
    financial_period,
    paid_gbp,
    due_gbp,
    full_gbp,
    paid_without_placement_gbp,
    placement_without_payment_gbp,
    case when is_drift then 0 else rest_gbp end as rate_variance_gbp,
    other_month_gbp + case when is_drift then rest_gbp else 0 end as timing_gbp,
    joint_funding_gbp
from classified
