-- Units that are paid a twelfth of the year's price each month, whatever the days of the month.
-- 1. months: what is paid for education's share, and whether the whole month is due.
-- 2. unit_years: months that are paid exactly a twelfth, and whether all months are paid one amount
--    although their days differ, such as a twelfth of a price that has risen.
-- 3. twelfth_drift_gbp: the twelfth less what is due by days. It is timing; a payment that is too
--    high or too low differs from the twelfth.
with months as (

    select
        *,
        paid_gbp - paid_for_others_gbp - place_funding_gbp as paid_for_due_gbp,
        {{ var('rounding_per_month_gbp') }} * placements as twelfth_rounding_gbp,
        due_gbp > 0
        and abs(twelfth_gbp - due_gbp) * days < {{ var('twelfth_within_days') }} * due_gbp
            as is_whole_month
    from {{ ref('int_differences_places') }}

),

unit_years as (

    select
        *,
        count(case
            when
                is_covered and is_whole_month
                and abs(paid_for_due_gbp - twelfth_gbp) <= twelfth_rounding_gbp
                then 1
        end) over unit_year as months_of_twelfth,
        count(case when is_covered and paid_for_due_gbp <> 0 then 1 end) over unit_year
            as months_paid_for,
        count(case when is_covered and paid_for_due_gbp <> 0 and is_whole_month then 1 end)
            over unit_year as whole_months_paid_for,
        min(case when is_covered and paid_for_due_gbp <> 0 then paid_for_due_gbp end)
            over unit_year as least_paid_for_gbp,
        max(case when is_covered and paid_for_due_gbp <> 0 then paid_for_due_gbp end)
            over unit_year as most_paid_for_gbp,
        min(case when is_covered and paid_for_due_gbp <> 0 then due_gbp end) over unit_year
            as least_due_gbp,
        max(case when is_covered and paid_for_due_gbp <> 0 then due_gbp end) over unit_year
            as most_due_gbp,
        count(case when is_covered and due_gbp <> 0 and not is_whole_month then 1 end)
            over unit_year as part_months
    from months
    window unit_year as (partition by la_code, unit_key, financial_year)

),

recognised as (

    select
        *,
        months_of_twelfth >= {{ var('twelfths_seen_in_months') }}
        or (
            months_paid_for >= {{ var('one_amount_seen_in_months') }}
            and whole_months_paid_for = months_paid_for
            and least_paid_for_gbp = most_paid_for_gbp
            and least_due_gbp < most_due_gbp
        ) as is_by_twelfths
    from unit_years

)

select
    *,
    case when is_by_twelfths and is_whole_month then twelfth_gbp - due_gbp else 0 end
        as twelfth_drift_gbp,
    is_by_twelfths and part_months = 0 as is_by_whole_twelfths
from recognised
