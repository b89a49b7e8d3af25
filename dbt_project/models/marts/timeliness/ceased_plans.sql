with plans as (

    select
        plans.*,
        persons.birth_date,
        cast({{ dbt.date_trunc('month', 'plans.cease_date') }} as date) as month_start,
        {{ age_on_31_august('persons.birth_date', 'plans.cease_date') }} as age
    from {{ ref('int_plans_as_at') }} as plans
    left join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    left join {{ ref('int_plans_replaced') }} as replaced
        on plans.la_code = replaced.la_code and plans.plan_key = replaced.plan_key
    where plans.cease_date is not null and replaced.plan_key is null

),

needs as (

    select * from {{ ref('int_plans_primary_need') }}

),

described as (

    select
        plans.la_code,
        plans.month_start,
        coalesce(plans.cease_reason, 'not_recorded') as cease_reason,
        coalesce(needs.primary_need, 'not_recorded') as primary_need,
        coalesce(ages.age_group, 'not_recorded') as age_group
    from plans
    left join needs on plans.la_code = needs.la_code and plans.plan_key = needs.plan_key
    left join {{ ref('age_groups') }} as ages
        on plans.age >= ages.first_age and plans.age <= ages.last_age

),

counted as (

    select
        described.la_code,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        described.cease_reason,
        described.primary_need,
        described.age_group,
        count(*) as plans
    from described
    inner join {{ ref('int_calendar_periods') }} as periods
        on described.month_start = periods.month_start
    group by
        described.la_code, periods.period_type, periods.period_start, periods.period_end,
        described.cease_reason, described.primary_need, described.age_group

)

select
    cast(counted.la_code as varchar) as la_code,
    cast(counted.period_type as varchar) as period_type,
    cast(counted.period_start as date) as period_start,
    cast(counted.period_end as date) as period_end,
    cast(counted.period_end <= {{ reporting_date() }} as boolean) as is_complete,
    cast(counted.cease_reason as varchar) as cease_reason,
    cast(reasons.reason_label as varchar) as reason_label,
    cast(counted.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(counted.age_group as varchar) as age_group,
    cast(coalesce(ages.age_group_label, 'No birth date recorded') as varchar)
        as age_group_label,
    cast(counted.plans as bigint) as plans,
    {{ reporting_date() }} as as_at
from counted
left join {{ ref('cease_reasons') }} as reasons on counted.cease_reason = reasons.cease_reason
left join {{ ref('sen_needs') }} as needs on counted.primary_need = needs.primary_need
left join {{ ref('age_groups') }} as ages on counted.age_group = ages.age_group
