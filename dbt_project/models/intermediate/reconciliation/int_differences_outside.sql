{%- set year = 'partition by la_code, placement_key, financial_year' -%}
with differences as (

    select * from {{ ref('int_differences_joint') }}

),

-- What was paid for months outside the stay, as far as the year as a whole is overpaid. Else it is
-- late or early money for other months.
overpaid as (

    select
        *,
        sum(case when is_covered then difference_gbp else 0 end) over ({{ year }})
            as year_difference_gbp,
        coalesce(
            sum(case when is_outside_stay then difference_gbp else 0 end) over (
                {{ year }} order by financial_period desc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as outside_later_gbp
    from differences

),

parted as (

    select
        *,
        case
            when is_outside_stay
                then greatest(0, least(difference_gbp, year_difference_gbp - outside_later_gbp))
            else 0
        end as paid_without_placement_gbp
    from overpaid

),

remaining as (

    select
        *,
        difference_gbp - paid_without_placement_gbp as remaining_gbp
    from parted

)

select
    *,
    -- A payment settles other months where it is half as much again as its own is owed.
    case when remaining_gbp > 0 and 2 * paid_gbp >= 3 * due_gbp then remaining_gbp else 0 end
        as surplus_gbp,
    case when paid_gbp = 0 and due_gbp > 0 then due_gbp else 0 end as unpaid_gbp
from remaining
