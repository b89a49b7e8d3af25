-- Units that are paid a tenth or an eleventh of the year's price, of which one is paid twice. Such
-- payments are ahead of the days for most of the year, so that only their own months show it.
-- 1. counted: how many instalments each month's payments are, null where they are no whole number.
-- 2. unit_years: the months with and without an instalment, and the instalments of all months. A
--    unit counts only where each of its months is paid whole instalments.
-- 3. instalments_over_gbp: what is paid beyond one instalment for each month. As many months as the
--    price leaves out have none; each other month without one is late, and a second instalment
--    pays for it.
with compared as (

    select
        *,
        is_covered and due_gbp > 0 and year_gbp > 0 and financial_period <= 12 as is_compared,
        {{ var('rounding_per_month_gbp') }} * greatest(placements, 1) as instalment_rounding_gbp
    from {{ ref('int_differences_twelfths') }}

),

counted as (

    select
        *,
        case
            {% for times in [0, 1, 2] -%}
                when
                    is_compared
                    and abs(10 * paid_for_due_gbp - {{ times }} * year_gbp)
                    <= 10 * instalment_rounding_gbp
                    then {{ times }}
            {% endfor -%}
        end as paid_of_10,
        case
            {% for times in [0, 1, 2] -%}
                when
                    is_compared
                    and abs(11 * paid_for_due_gbp - {{ times }} * year_gbp)
                    <= 11 * instalment_rounding_gbp
                    then {{ times }}
            {% endfor -%}
        end as paid_of_11
    from compared

),

unit_years as (

    select
        *,
        min(case when is_compared then year_gbp end) over unit_year as least_price_gbp,
        max(case when is_compared then year_gbp end) over unit_year as most_price_gbp,
        count(case when is_compared then 1 end) over unit_year as months_compared,
        count(paid_of_10) over unit_year as months_of_10,
        count(case when paid_of_10 = 1 then 1 end) over unit_year as months_once_of_10,
        count(case when paid_of_10 = 0 then 1 end) over unit_year as months_none_of_10,
        sum(paid_of_10) over unit_year as instalments_of_10,
        count(paid_of_11) over unit_year as months_of_11,
        count(case when paid_of_11 = 1 then 1 end) over unit_year as months_once_of_11,
        count(case when paid_of_11 = 0 then 1 end) over unit_year as months_none_of_11,
        sum(paid_of_11) over unit_year as instalments_of_11
    from counted
    window unit_year as (partition by la_code, unit_key, financial_year)

)

select
    *,
    case
        when least_price_gbp <> most_price_gbp then 0
        {% for kind in [10, 11] -%}
            when
                months_of_{{ kind }} = months_compared
                and months_once_of_{{ kind }} >= {{ var('one_amount_seen_in_months') }}
                then {{ money_ratio(
                    'most_price_gbp',
                    '(instalments_of_' ~ kind ~ ' - months_of_' ~ kind ~ ' + months_none_of_' ~ kind
                    ~ ' - greatest(0, months_none_of_' ~ kind ~ ' - 12 + ' ~ kind ~ '))',
                    kind
                ) }}
        {% endfor -%}
        else 0
    end as instalments_over_gbp
from unit_years
