with costs as (

    select * from {{ ref('int_placement_costs') }}

)

select
    cast(costs.la_code as varchar) as la_code,
    cast(costs.cost_key as varchar) as cost_key,
    cast(costs.financial_year as varchar) as financial_year,
    cast(costs.financial_period as integer) as financial_period,
    cast(costs.placement_key as varchar) as placement_key,
    cast(costs.plan_key as varchar) as plan_key,
    cast(costs.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(costs.provider_urn as varchar) as provider_urn,
    cast(costs.provider_ukprn as varchar) as provider_ukprn,
    cast(
        {{ provider_key('costs.la_code', 'costs.provider_urn', 'costs.provider_ukprn') }} as varchar
    ) as provider_key,
    cast(costs.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(costs.setting_type as varchar) as setting_type,
    cast(settings.setting_label as varchar) as setting_label,
    cast(costs.committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(costs.education_gbp as decimal(18, 2)) as education_gbp,
    cast(costs.social_care_gbp as decimal(18, 2)) as social_care_gbp,
    cast(costs.health_gbp as decimal(18, 2)) as health_gbp,
    cast(costs.days_in_period as integer) as days_in_period,
    cast(costs.price_basis as varchar) as price_basis,
    cast(costs.method as varchar) as method,
    {{ reporting_date() }} as as_at
from costs
left join {{ ref('spend_categories') }} as categories
    on costs.spend_category = categories.spend_category
left join {{ ref('sen_needs') }} as needs on costs.primary_need = needs.primary_need
left join {{ ref('setting_types') }} as settings on costs.setting_type = settings.setting_type
