-- Units that are paid a twelfth of the year's price each month, whatever the days of the month.
-- 1. months: what is paid for education's share, and whether the whole month is due.
-- 2. unit_years: months that are paid exactly a twelfth, and whether all months are paid one amount
--    although their days differ, such as a twelfth of a price that has risen.
-- 3. groups: a netted group is paid by twelfths too where all its placements are.
-- 4. twelfth_drift_gbp: the twelfth less what is due by days. It is timing; a payment that is too
--    high or too low differs from the twelfth.
with months as (

    select
        *,
        paid_gbp - paid_for_others_gbp - place_funding_gbp as paid_for_due_gbp,
        {{ var('rounding_per_month_gbp') }} * cast(placements as integer)
            as twelfth_rounding_gbp,
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
        ) as is_seen_by_twelfths
    from unit_years

),

groups as (

    select
        dues.la_code,
        dues.unit_key,
        dues.financial_year,
        min(case when recognised.is_seen_by_twelfths then 1 else 0 end) = 1 as is_of_twelfths
    from {{ ref('int_unit_dues') }} as dues
    left join recognised
        on
            dues.la_code = recognised.la_code
            and dues.placement_key = recognised.unit_key
            and dues.financial_year = recognised.financial_year
    where dues.is_group
    group by dues.la_code, dues.unit_key, dues.financial_year

),

known as (

    select
        recognised.*,
        recognised.is_seen_by_twelfths or coalesce(groups.is_of_twelfths, false) as is_by_twelfths
    from recognised
    left join groups
        on
            recognised.la_code = groups.la_code
            and recognised.unit_key = groups.unit_key
            and recognised.financial_year = groups.financial_year

)

select
    *,
    case when is_by_twelfths and is_whole_month then twelfth_gbp - due_gbp else 0 end
        as twelfth_drift_gbp,
    is_by_twelfths and part_months = 0 as is_by_whole_twelfths
from known
