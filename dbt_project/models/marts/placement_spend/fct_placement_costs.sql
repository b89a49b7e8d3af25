with costs as (

    select * from {{ ref('int_placement_costs') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(cost_key as varchar) as cost_key,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(placement_key as varchar) as placement_key,
    cast(plan_key as varchar) as plan_key,
    cast(spend_category as varchar) as spend_category,
    cast(provider_urn as varchar) as provider_urn,
    cast(provider_ukprn as varchar) as provider_ukprn,
    cast({{ provider_key('la_code', 'provider_urn', 'provider_ukprn') }} as varchar)
        as provider_key,
    cast(primary_need as varchar) as primary_need,
    cast(setting_type as varchar) as setting_type,
    cast(committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(education_gbp as decimal(18, 2)) as education_gbp,
    cast(social_care_gbp as decimal(18, 2)) as social_care_gbp,
    cast(health_gbp as decimal(18, 2)) as health_gbp,
    cast(days_in_period as integer) as days_in_period,
    cast(price_basis as varchar) as price_basis,
    cast(method as varchar) as method
from costs
