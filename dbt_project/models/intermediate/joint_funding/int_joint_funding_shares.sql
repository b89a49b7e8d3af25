-- The shares of int_joint_funding_months, one row for each payer.
with months as (

    select * from {{ ref('int_joint_funding_months') }}

)

select
    la_code,
    placement_key,
    decision_key,
    financial_year,
    starts,
    ends,
    valid_to,
    has_lapsed,
    'health' as payer,
    health_gbp as share_gbp
from months
where health_gbp <> 0
union all
select
    la_code,
    placement_key,
    decision_key,
    financial_year,
    starts,
    ends,
    valid_to,
    has_lapsed,
    'social_care' as payer,
    social_care_gbp as share_gbp
from months
where social_care_gbp <> 0
