-- A returned row is a price without a start date: it costs nothing in any period, so that the
-- commitment lacks annual_amount_gbp for each year of the stay (of a price of one_off, once).
-- To do: ask the sender for the first day of the price.
select
    costs.la_code,
    costs.cost_key,
    costs.placement_key,
    costs.spend_category,
    costs.price_basis,
    costs.annual_amount_gbp,
    costs.end_date,
    placements.entry_date,
    placements.leaving_date
from {{ ref('stg_case_system__placement_costs') }} as costs
left join {{ ref('stg_case_system__placements') }} as placements
    on costs.la_code = placements.la_code and costs.placement_key = placements.placement_key
where costs.start_date is null and costs.annual_amount_gbp <> 0
