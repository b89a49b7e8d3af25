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
            as timing_gbp,
        -case when may_yet_be_paid then 0 else never_paid_gbp end
            as placement_without_payment_gbp
    from timed

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
    remaining_gbp - timing_gbp - placement_without_payment_gbp as rate_variance_gbp,
    timing_gbp,
    joint_funding_gbp
from classed
where is_covered
