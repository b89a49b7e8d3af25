with transitions as (

    select * from {{ ref('int_transitions_as_at') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(transition_key as varchar) as transition_key,
    cast(plan_key as varchar) as plan_key,
    cast(pathway as varchar) as pathway,
    cast(status as varchar) as status,
    cast(case when target_date is null then 'pending' else 'dated' end as varchar) as target,
    cast(identified_date as date) as identified_date,
    cast(target_date as date) as target_date,
    cast(transitioned_date as date) as transitioned_date,
    cast(
        coalesce(status <> 'transitioned' and target_date < {{ reporting_date() }}, false)
        as boolean
    ) as is_overdue,
    {{ reporting_date() }} as as_at
from transitions
