{{ config(materialized='table') }}

-- Paid less due, split into classes that sum to it. What no model before explains (left_gbp) gets
-- its class here. The drift of twelfths is timing, and so is what is paid for another year; of it,
-- not_offset_gbp is what nothing in this year offsets: what is paid for another year, and what the
-- year before has paid in advance.
-- 1. single_lines: netted groups in whose year one line alone is the whole rest.
-- 2. rests: is_rate is true for a placement, unless the child has left and one month alone is paid
--    too high: then the month or its term was paid for days after the stay. For a netted group it
--    is true where no single line is the rest, and the payments are a constant multiple of the dues
--    or exceed them by a rise of prices at most. A rise also raises later months: where one month
--    alone, before the latest, is too high, it is no rise.
-- 3. Where is_rate is true, left_gbp is a rate variance. Otherwise it is paid_without_placement in
--    an overpaid year, and placement_without_payment in any other.
with drifts as (

    select * from {{ ref('int_differences_drift') }}

),

single_lines as (

    select distinct
        drifts.la_code,
        drifts.unit_key,
        drifts.financial_year
    from drifts
    inner join {{ ref('int_unit_lines') }} as lines
        on
            drifts.la_code = lines.la_code
            and drifts.unit_key = lines.unit_key
            and drifts.financial_year = lines.financial_year
            and drifts.is_provider_total
            and not drifts.is_drift
            and abs(lines.paid_gbp - drifts.year_rest_gbp) <= drifts.rounding_of_year_gbp

),

rests as (

    select
        drifts.*,
        -- A month that nothing pays lacks the price of its days, not a twelfth.
        case
            when drifts.placement_without_payment_gbp < 0 and drifts.settled_gbp = 0
                then drifts.twelfth_drift_gbp
            else 0
        end as missing_drift_gbp,
        case
            when not drifts.is_provider_total
                then
                    coalesce(drifts.is_due_in_latest_month, false)
                    or drifts.year_rest_gbp <= 0
                    or drifts.months_with_factor > 1
            else
                single_lines.la_code is null
                and not coalesce(
                    drifts.is_list_of_one_month and drifts.year_rest_gbp > 0
                    and drifts.financial_period < drifts.latest_month, false
                )
                and (
                    (
                        drifts.most_factor - drifts.least_factor <= {{ var('factor_within') }}
                        and drifts.months_with_factor >= 2
                    )
                    or 100 * abs(drifts.year_rest_gbp)
                    <= {{ var('rise_up_to_pct') }} * drifts.due_to_date_gbp
                )
        end as is_rate
    from drifts
    left join single_lines
        on
            drifts.la_code = single_lines.la_code
            and drifts.unit_key = single_lines.unit_key
            and drifts.financial_year = single_lines.financial_year

)

select
    la_code,
    unit_key,
    is_group,
    is_place_funding,
    spend_category,
    financial_year,
    financial_period,
    paid_gbp + recovered_gbp + other_year_gbp + paid_after_gbp + paid_before_gbp as paid_gbp,
    due_gbp,
    full_gbp,
    place_funding_gbp,
    duplicate_payment_gbp,
    paid_without_placement_gbp + case
        when not is_rate and year_rest_gbp > 0 then left_gbp else 0
    end as paid_without_placement_gbp,
    placement_without_payment_gbp + missing_drift_gbp + case
        when not is_rate and year_rest_gbp <= 0 then left_gbp else 0
    end as placement_without_payment_gbp,
    case when is_rate then left_gbp else 0 end as rate_variance_gbp,
    timing_gbp + twelfth_drift_gbp - missing_drift_gbp + other_year_gbp + paid_after_gbp
    + paid_before_gbp as timing_gbp,
    other_year_gbp + paid_before_gbp as not_offset_gbp,
    joint_funding_gbp
from rests
