select
    la_code,
    provider_id,
    spend_category,
    placement_key,
    max(year_gbp) as year_gbp,
    max(ends) as left_on
from {{ ref('int_commitments_due') }}
where ends is not null and not is_place_funding
group by la_code, provider_id, spend_category, placement_key
