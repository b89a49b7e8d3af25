{{ config(materialized='table') }}

-- The yearly prices of each placement with the instalment of a payment every four weeks, of which
-- there are 13 in a year.
select
    la_code,
    placement_key,
    financial_year,
    provider_id,
    spend_category,
    year_gbp,
    min(financial_period) as first_period,
    max(financial_period) as last_period,
    {{ money_ratio('year_gbp', '1', '13') }} as four_weeks_gbp
from {{ ref('int_commitments_due') }}
where year_gbp > 0 and not is_place_funding
group by la_code, placement_key, financial_year, provider_id, spend_category, year_gbp
