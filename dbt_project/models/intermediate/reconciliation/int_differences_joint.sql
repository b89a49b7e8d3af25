with periods as (

    select * from {{ ref('int_placement_periods') }}

),

shared as (

    select
        *,
        -- A payment nearer to the price of all payers than to education's share: the other payers'
        -- shares are posted to the grant too.
        case
            when
                paid_gbp <> 0 and full_gbp <> due_gbp
                and abs(paid_gbp - full_gbp) <= abs(paid_gbp - due_gbp)
                then full_gbp - due_gbp
            else 0
        end as joint_funding_gbp,
        sum(lines_paid) over (
            partition by la_code, placement_key, financial_year
        ) > 0 as is_paid_in_year,
        min(case when due_gbp <> 0 then financial_period end) over (
            partition by la_code, placement_key, financial_year
        ) as first_due_period,
        -- A year-end adjustment (period 13 or 14) is outside the stay only where March is.
        max(case when financial_period = 12 then 1 else 0 end) over (
            partition by la_code, placement_key, financial_year
        ) = 1 as is_due_in_march
    from periods

)

select
    *,
    paid_gbp - due_gbp - joint_funding_gbp as difference_gbp,
    due_gbp = 0 and paid_gbp > 0 and (financial_period <= 12 or not is_due_in_march)
        as is_outside_stay
from shared
