with reviews as (

    select * from {{ ref('int_annual_reviews') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(series_key as varchar) as series_key,
    cast(plan_key as varchar) as plan_key,
    cast(person_key as varchar) as person_key,
    cast(counted_from as date) as counted_from,
    cast(due_date as date) as due_date,
    cast(meeting_date as date) as meeting_date,
    cast(decided_on as date) as decided_on,
    cast(status as varchar) as status,
    cast(days_overdue as integer) as days_overdue,
    cast(provider_urn as varchar) as provider_urn,
    cast(provider_ukprn as varchar) as provider_ukprn,
    cast({{ provider_key('la_code', 'provider_urn', 'provider_ukprn') }} as varchar)
        as provider_key,
    cast(provider_name as varchar) as provider_name,
    cast(setting_type as varchar) as setting_type,
    cast(as_at as date) as as_at
from reviews
