-- A returned row is a price of a placement that the case system no longer has: its prices are of an
-- earlier day than its placements, or only the placement was deleted. The commitment counts the
-- price, without a provider. To do: send placement_costs of the same day, or end the price.
select
    costs.la_code,
    costs.cost_key,
    costs.placement_key,
    costs.spend_category,
    costs.annual_amount_gbp
from {{ ref('stg_case_system__placement_costs') }} as costs
left join {{ ref('stg_case_system__placements') }} as placements
    on costs.la_code = placements.la_code and costs.placement_key = placements.placement_key
where placements.placement_key is null
