{{ config(materialized='table') }}

-- What is due for a placement without what is netted with its provider, and what is due for a
-- provider's netted group.
with netted as (

    select * from {{ ref('int_netted_dues') }}

)

select
    dues.la_code,
    dues.placement_key as unit_key,
    dues.placement_key,
    false as is_group,
    dues.financial_year,
    dues.financial_period,
    dues.spend_category,
    dues.due_gbp - coalesce(netted.netted_gbp, 0) as due_gbp,
    case
        when netted.is_whole then 0
        else dues.full_gbp - coalesce(netted.netted_gbp, 0)
    end as full_gbp,
    case when netted.netted_gbp is null then dues.twelfth_gbp else 0 end as twelfth_gbp,
    case when netted.netted_gbp is null then dues.year_gbp else 0 end as year_gbp,
    case when netted.netted_gbp is null then dues.full_year_gbp else 0 end as full_year_gbp,
    case when netted.is_whole then 0 else dues.days end as days,
    case when netted.is_whole then 0 else 1 end as placements
from {{ ref('int_commitments_due') }} as dues
left join netted
    on
        dues.la_code = netted.la_code
        and dues.placement_key = netted.placement_key
        and dues.financial_year = netted.financial_year
        and dues.financial_period = netted.financial_period
union all
select
    la_code,
    group_key as unit_key,
    placement_key,
    true as is_group,
    financial_year,
    financial_period,
    spend_category,
    netted_gbp as due_gbp,
    case when is_whole then full_gbp else netted_gbp end as full_gbp,
    twelfth_gbp,
    year_gbp,
    full_year_gbp,
    days,
    1 as placements
from netted
