{{ config(materialized='table') }}

with costs as (

    select * from {{ ref('fct_placement_costs') }}

)

select
    la_code,
    placement_key,
    financial_year,
    financial_period,
    {{ provider_id('max(provider_urn)', 'max(provider_ukprn)') }} as provider_id,
    -- A stay whose category changed within the month is named by one of them.
    min(spend_category) as spend_category,
    sum(education_gbp) as due_gbp,
    sum(committed_gbp) as full_gbp
from costs
group by la_code, placement_key, financial_year, financial_period
having sum(committed_gbp) <> 0
