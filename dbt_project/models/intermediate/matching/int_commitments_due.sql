{{ config(materialized='table') }}

-- The dues with the provider that bills them: providers that one supplier bills for count as one
-- (int_providers_billed_together).
select
    dues.la_code,
    dues.placement_key,
    dues.financial_year,
    dues.financial_period,
    dues.is_place_funding,
    coalesce(together.billed_as_id, dues.provider_id) as provider_id,
    dues.provider_urn,
    dues.spend_category,
    dues.days,
    dues.starts,
    dues.ends,
    dues.due_gbp,
    dues.full_gbp,
    dues.fee_gbp,
    dues.full_fee_gbp,
    dues.health_gbp,
    dues.year_gbp,
    dues.full_year_gbp,
    dues.health_year_gbp,
    dues.twelfth_gbp,
    dues.full_twelfth_gbp,
    dues.third_gbp
from {{ ref('int_commitments_by_provider') }} as dues
left join {{ ref('int_providers_billed_together') }} as together
    on dues.la_code = together.la_code and dues.provider_id = together.provider_id
