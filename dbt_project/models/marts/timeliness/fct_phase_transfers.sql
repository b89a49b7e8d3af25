with transfers as (

    select * from {{ ref('int_phase_transfers') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(plan_key as varchar) as plan_key,
    cast(person_key as varchar) as person_key,
    cast(due_date as date) as due_date,
    cast(calendar_year as integer) as calendar_year,
    cast(curriculum_year_to as integer) as curriculum_year_to,
    cast(phase_to as varchar) as phase_to,
    cast(named_on as date) as named_on,
    cast(status as varchar) as status,
    cast(days_late as integer) as days_late,
    cast({{ provider_key('la_code', 'provider_urn_from', 'provider_ukprn_from') }} as varchar)
        as provider_key_from,
    cast(setting_type_from as varchar) as setting_type_from,
    cast({{ provider_key('la_code', 'provider_urn_to', 'provider_ukprn_to') }} as varchar)
        as provider_key,
    cast(provider_urn_to as varchar) as provider_urn,
    cast(setting_type_to as varchar) as setting_type_to,
    cast(as_at as date) as as_at
from transfers
