with transfers as (

    select
        *,
        coalesce(setting_type_from, 'not_recorded') as setting_from,
        coalesce(setting_type_to, 'not_recorded') as setting_to
    from {{ ref('int_phase_transfers') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(calendar_year as integer) as calendar_year,
    cast(phase_to as varchar) as phase_to,
    cast(setting_from as varchar) as setting_type_from,
    cast(setting_to as varchar) as setting_type_to,
    cast(count(*) as bigint) as transfers,
    cast(count(case when status = 'named_in_time' then 1 end) as bigint) as named_in_time,
    cast(count(case when status = 'named_late' then 1 end) as bigint) as named_late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'due' then 1 end) as bigint) as due,
    cast(count(case when status = 'plan_ceased' then 1 end) as bigint) as plan_ceased,
    {{ reporting_date() }} as as_at
from transfers
group by la_code, calendar_year, phase_to, setting_from, setting_to
