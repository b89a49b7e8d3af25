{%- set year = 'partition by la_code, placement_key, financial_year' -%}
{%- set earlier = 'rows between unbounded preceding and 1 preceding' -%}
with differences as (

    select * from {{ ref('int_differences_outside') }}

),

running as (

    select
        *,
        sum(surplus_gbp) over ({{ year }}) as year_surplus_gbp,
        sum(unpaid_gbp) over ({{ year }}) as year_unpaid_gbp,
        max(case when financial_period = latest_month then due_gbp end) over ({{ year }}) <> 0
            as is_due_at_the_end,
        coalesce(
            sum(surplus_gbp) over ({{ year }} order by financial_period {{ earlier }}), 0
        ) as surplus_before_gbp,
        coalesce(
            sum(unpaid_gbp) over ({{ year }} order by financial_period {{ earlier }}), 0
        ) as unpaid_before_gbp
    from differences

),

-- Surpluses settle unpaid months, the first ones first; months to come may be paid in advance.
settled as (

    select
        *,
        greatest(0, least(surplus_gbp, year_unpaid_gbp - surplus_before_gbp)) as settles_gbp,
        greatest(0, least(unpaid_gbp, year_surplus_gbp - unpaid_before_gbp)) as settled_gbp
    from running

),

-- An invoice may be a month late. A placement that no invoice of the year names never had one.
timed as (

    select
        *,
        unpaid_gbp - settled_gbp as never_paid_gbp,
        case
            when is_paid_in_year then financial_period >= latest_month - 1
            else first_due_period >= latest_month - 1
        end as may_yet_be_paid
    from settled

),

classed as (

    select
        *,
        settles_gbp - settled_gbp - case when may_yet_be_paid then never_paid_gbp else 0 end
            as other_month_gbp,
        -case when may_yet_be_paid then 0 else never_paid_gbp end
            as placement_without_payment_gbp
    from timed
    where is_covered

),

-- Instalments of a price and its days meet at the end of the price's year, which may be August: a
-- twelfth is within three days' price of any month, a third of any term that the child stays in.
rated as (

    select
        *,
        remaining_gbp - other_month_gbp - placement_without_payment_gbp as rate_gbp,
        coalesce(
            (paid_gbp = twelfth_gbp and abs(paid_gbp - due_gbp) * days < 3 * due_gbp)
            or (paid_gbp = third_gbp and is_due_at_the_end), false
        ) as is_instalment
    from classed

),

-- Other twelfths drift from the days by less than two days' price in a year, and meet at its end.
drifting as (

    select
        *,
        sum(case when is_instalment then 0 else rate_gbp end) over ({{ year }}) as year_rate_gbp,
        case
            when latest_month < 12
                then {{ money_ratio(
                    'sum(case when paid_gbp <> 0 then due_gbp end) over (' ~ year ~ ')', '2',
                    'sum(case when paid_gbp <> 0 then days end) over (' ~ year ~ ')'
                ) }}
        end as two_days_gbp
    from rated

),

judged as (

    select
        *,
        is_instalment
        or abs(year_rate_gbp) <= greatest(0.12, coalesce(two_days_gbp, 0)) as is_drift
    from drifting

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
    case when is_drift then 0 else rate_gbp end as rate_variance_gbp,
    other_month_gbp + case when is_drift then rate_gbp else 0 end as timing_gbp,
    joint_funding_gbp
from judged
