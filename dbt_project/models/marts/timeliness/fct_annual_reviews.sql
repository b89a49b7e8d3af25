with reviews as (

    select * from {{ ref('int_annual_reviews') }}

)

select
    cast(reviews.la_code as varchar) as la_code,
    cast(reviews.series_key as varchar) as series_key,
    cast(reviews.plan_key as varchar) as plan_key,
    cast(reviews.person_key as varchar) as person_key,
    cast(reviews.counted_from as date) as counted_from,
    cast(reviews.due_date as date) as due_date,
    cast(reviews.meeting_date as date) as meeting_date,
    cast(reviews.decided_on as date) as decided_on,
    cast(reviews.status as varchar) as status,
    cast(reviews.days_overdue as integer) as days_overdue,
    cast(reviews.provider_urn as varchar) as provider_urn,
    cast(reviews.provider_ukprn as varchar) as provider_ukprn,
    cast(
        {{ provider_key('reviews.la_code', 'reviews.provider_urn', 'reviews.provider_ukprn') }}
        as varchar
    ) as provider_key,
    cast(reviews.provider_name as varchar) as provider_name,
    cast(reviews.setting_type as varchar) as setting_type,
    cast(settings.setting_label as varchar) as setting_label,
    cast(reviews.as_at as date) as as_at
from reviews
left join {{ ref('setting_types') }} as settings on reviews.setting_type = settings.setting_type
