{{ config(materialized='table') }}

with reviews as (

    select
        *,
        {{ reporting_date() }} as as_at
    from {{ ref('int_annual_reviews_placed') }}

),

providers as (

    select * from {{ ref('int_placement_providers') }}

),

settings as (

    select * from {{ ref('int_placements_typed') }}

),

establishments as (

    select * from {{ ref('stg_dfe_census__gias_establishments') }}

),

described as (

    select
        reviews.*,
        providers.provider_urn,
        providers.provider_ukprn,
        coalesce(schools.name, colleges.name) as provider_name,
        coalesce(settings.setting_type, 'not_recorded') as setting_type,
        case
            when reviews.decided_on <= reviews.due_date then 'decided_in_time'
            when reviews.decided_on is not null then 'decided_late'
            -- No review is to come of a plan that ceased before the review was due, or since.
            when reviews.cease_date is not null then 'plan_ceased'
            when reviews.due_date >= reviews.as_at and reviews.meeting_date is not null
                then 'meeting_held'
            when reviews.due_date >= reviews.as_at then 'due'
            else 'overdue'
        end as status
    from reviews
    left join providers
        on
            reviews.la_code = providers.la_code
            and reviews.placement_key = providers.placement_key
    left join settings
        on
            reviews.la_code = settings.la_code
            and reviews.placement_key = settings.placement_key
    left join establishments as schools on providers.provider_urn = schools.urn
    left join establishments as colleges
        on
            providers.provider_ukprn = colleges.ukprn
            and colleges.close_date is null

)

select
    *,
    case
        when status = 'overdue' then {{ dbt.datediff('due_date', 'as_at', 'day') }}
    end as days_overdue
from described
where status <> 'plan_ceased' or is_maintained_on_due_date
