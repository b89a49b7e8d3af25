with transitions as (

    select
        la_code,
        coalesce(pathway, 'not_recorded') as pathway,
        status,
        target_date is not null as has_target
    from {{ ref('int_transitions_as_at') }}

),

with_total as (

    select
        la_code,
        pathway,
        status,
        has_target,
        false as is_total
    from transitions
    union all
    select
        la_code,
        'total' as pathway,
        status,
        has_target,
        true as is_total
    from transitions

)

select
    cast(la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(pathway as varchar) as pathway,
    cast(is_total as boolean) as is_total,
    cast(count(*) as bigint) as identified,
    cast(count(case when status = 'transitioned' then 1 end) as bigint) as transitioned,
    cast(count(case when status <> 'transitioned' then 1 end) as bigint) as casework_open,
    cast(count(case when has_target then 1 end) as bigint) as identified_with_target,
    cast(count(case when has_target and status = 'transitioned' then 1 end) as bigint)
        as transitioned_with_target,
    cast(count(case when not has_target then 1 end) as bigint) as identified_pending,
    cast(count(case when not has_target and status = 'transitioned' then 1 end) as bigint)
        as transitioned_pending
from with_total
group by la_code, pathway, is_total
