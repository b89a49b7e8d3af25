-- A returned row is a decision of the joint panel that has lapsed while its placement still costs:
-- nobody has agreed to the share. To do: take the placement back to the panel.
select
    la_code,
    decision_key,
    placement_key,
    payer,
    min(valid_to) as lapsed_on,
    count(distinct {{ dbt.date_trunc('month', 'starts') }}) as months,
    sum(share_gbp) as share_gbp
from {{ ref('int_joint_funding_shares') }}
where has_lapsed and starts <= {{ reporting_date() }}
group by la_code, decision_key, placement_key, payer
