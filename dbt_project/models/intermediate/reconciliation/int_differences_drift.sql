-- The models before leave rest_gbp of the difference of a unit's month. It is timing_gbp where the
-- payments only follow the calendar in another way than by days, and else left_gbp.
-- 1. marked: is_instalment is true for an instalment of the price (int_instalments_paid).
--    Instalments and days come to the same sum only at the end of the price's year, which may be
--    August.
-- 2. year_drifts: the sum of the rests of all other months of the year, the price of some days, and
--    for each month the factor: paid as ten-thousandths of due.
-- 3. classified: is_drift is true for an instalment, for the pennies of rounding or a penny a
--    month, and where the year's rest is at most the price of some days, unless it is a constant
--    share.
-- 4. The months above and below their dues cancel, so that what is left of all months is the rest
--    of the year. It is left in its latest months.
with marked as (

    select
        months.*,
        months.paid_gbp - months.place_funding_gbp - months.duplicate_payment_gbp as paid_once_gbp,
        instalments.la_code is not null as is_instalment,
        coalesce(months.is_group, false) and months.placements > 1
        and count(case when months.due_gbp > 0 then 1 end) over (
            partition by months.la_code, months.unit_key, months.financial_year
        ) = 1 as is_list_of_one_month
    from {{ ref('int_differences_settled') }} as months
    left join {{ ref('int_instalments_paid') }} as instalments
        on
            months.la_code = instalments.la_code
            and months.unit_key = instalments.unit_key
            and months.financial_year = instalments.financial_year
            and months.financial_period = instalments.financial_period

),

year_drifts as (

    select
        *,
        sum(case when is_instalment then 0 else rest_gbp end) over placement_year as year_rest_gbp,
        {{ var('rounding_per_month_gbp') }} * sum(placements) over placement_year
            as rounding_of_year_gbp,
        -- Null at the end of a year: by then payments by any calendar have paid for all days. Null
        -- too where all months are paid by twelfths, of which the drift is known, and for the list
        -- of one month: it follows no calendar.
        case
            when latest_month < 12 and not is_by_whole_twelfths and not is_list_of_one_month
                then {{ money_ratio(
                    'sum(case when paid_gbp <> 0 then due_gbp end) over placement_year',
                    var('drift_within_days'),
                    'sum(case when paid_gbp <> 0 then days end) over placement_year'
                ) }}
        end as drift_days_gbp,
        case
            when rest_gbp <> 0 and not is_instalment and due_gbp > 0 and paid_once_gbp > 0
                then {{ divide_half_up(
                    'cast(1000000 * paid_once_gbp as bigint)',
                    'cast(100 * (due_gbp + twelfth_drift_gbp) as bigint)'
                ) }}
        end as factor
    from marked
    window placement_year as (partition by la_code, unit_key, financial_year)

),

factors as (

    select
        *,
        min(factor) over placement_year as least_factor,
        max(factor) over placement_year as most_factor,
        count(factor) over placement_year as months_with_factor,
        sum(due_gbp) over placement_year as due_to_date_gbp,
        -- What is left of later months, in the direction of the year's rest.
        coalesce(sum(
            case when is_instalment or rest_gbp * year_rest_gbp <= 0 then 0 else abs(rest_gbp) end
        ) over later_months, 0) as left_later_gbp
    from year_drifts
    window
        placement_year as (partition by la_code, unit_key, financial_year),
        later_months as (
            partition by la_code, unit_key, financial_year order by financial_period desc
            rows between unbounded preceding and 1 preceding
        )

),

classified as (

    select
        *,
        is_instalment
        or abs(year_rest_gbp) <= greatest({{ var('drift_within_gbp') }}, rounding_of_year_gbp)
        or (
            abs(year_rest_gbp) <= coalesce(drift_days_gbp + {{ var('drift_within_gbp') }}, 0)
            and not (
                most_factor - least_factor <= {{ var('factor_within') }}
                and months_with_factor >= 2
            )
        ) as is_drift
    from factors

),

netted as (

    select
        *,
        cast(case
            when is_drift or rest_gbp * year_rest_gbp <= 0 then 0
            else
                {{ sign_of('rest_gbp') }}
                * greatest(0, least(abs(rest_gbp), abs(year_rest_gbp) - left_later_gbp))
        end as decimal(18, 2)) as left_gbp
    from classified

)

select
    *,
    other_month_gbp + rest_gbp - left_gbp as timing_gbp
from netted
