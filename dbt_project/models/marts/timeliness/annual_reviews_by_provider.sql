with reviews as (

    select
        *,
        coalesce({{ provider_id('provider_urn', 'provider_ukprn') }}, 'no provider') as provider,
        cast({{ dbt.date_trunc('month', 'due_date') }} as date) as due_month
    from {{ ref('int_annual_reviews') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(provider as varchar) as provider,
    cast(max(provider_name) as varchar) as provider_name,
    cast(due_month as date) as due_month,
    cast(count(*) as bigint) as reviews,
    cast(count(case when status = 'decided_in_time' then 1 end) as bigint) as decided_in_time,
    cast(count(case when status = 'decided_late' then 1 end) as bigint) as decided_late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'meeting_held' then 1 end) as bigint) as meeting_held,
    cast(count(case when status = 'due' then 1 end) as bigint) as due,
    cast(count(case when status = 'plan_ceased' then 1 end) as bigint) as plan_ceased,
    {{ reporting_date() }} as as_at
from reviews
group by la_code, provider, due_month
