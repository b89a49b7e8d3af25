with transfers as (

    select
        la_code,
        calendar_year,
        phase_to,
        status,
        coalesce(setting_type_from, 'not_recorded') as setting_type_from,
        coalesce(setting_type_to, 'not_recorded') as setting_type_to
    from {{ ref('int_phase_transfers') }}

),

counted as (

    select
        la_code,
        calendar_year,
        phase_to,
        setting_type_from,
        setting_type_to,
        count(*) as transfers,
        count(case when status = 'named_in_time' then 1 end) as named_in_time,
        count(case when status = 'named_late' then 1 end) as named_late,
        count(case when status = 'overdue' then 1 end) as overdue,
        count(case when status = 'due' then 1 end) as due,
        count(case when status = 'plan_ceased' then 1 end) as plan_ceased
    from transfers
    group by la_code, calendar_year, phase_to, setting_type_from, setting_type_to

)

select
    cast(counted.la_code as varchar) as la_code,
    cast(counted.calendar_year as integer) as calendar_year,
    cast(counted.phase_to as varchar) as phase_to,
    cast(phases.phase_label as varchar) as phase_label_to,
    cast(counted.setting_type_from as varchar) as setting_type_from,
    cast(settings_from.setting_label as varchar) as setting_label_from,
    cast(counted.setting_type_to as varchar) as setting_type_to,
    cast(settings_to.setting_label as varchar) as setting_label_to,
    cast(counted.transfers as bigint) as transfers,
    cast(counted.named_in_time as bigint) as named_in_time,
    cast(counted.named_late as bigint) as named_late,
    cast(counted.overdue as bigint) as overdue,
    cast(counted.due as bigint) as due,
    cast(counted.plan_ceased as bigint) as plan_ceased,
    {{ reporting_date() }} as as_at
from counted
left join {{ ref('phases') }} as phases on counted.phase_to = phases.phase
left join {{ ref('setting_types') }} as settings_from
    on counted.setting_type_from = settings_from.setting_type
left join {{ ref('setting_types') }} as settings_to
    on counted.setting_type_to = settings_to.setting_type
