with transfers as (

    select * from {{ ref('int_phase_transfers') }}

)

select
    cast(transfers.la_code as varchar) as la_code,
    cast(transfers.plan_key as varchar) as plan_key,
    cast(transfers.person_key as varchar) as person_key,
    cast(transfers.due_date as date) as due_date,
    cast(transfers.calendar_year as integer) as calendar_year,
    cast(transfers.curriculum_year_to as integer) as curriculum_year_to,
    cast(transfers.phase_to as varchar) as phase_to,
    cast(phases.phase_label as varchar) as phase_label_to,
    cast(transfers.named_on as date) as named_on,
    cast(transfers.status as varchar) as status,
    cast(transfers.days_late as integer) as days_late,
    cast(
        {{ provider_key(
            'transfers.la_code', 'transfers.provider_urn_from', 'transfers.provider_ukprn_from'
        ) }} as varchar
    ) as provider_key_from,
    cast(transfers.setting_type_from as varchar) as setting_type_from,
    cast(settings_from.setting_label as varchar) as setting_label_from,
    cast(
        {{ provider_key(
            'transfers.la_code', 'transfers.provider_urn_to', 'transfers.provider_ukprn_to'
        ) }} as varchar
    ) as provider_key,
    cast(transfers.provider_urn_to as varchar) as provider_urn,
    cast(transfers.setting_type_to as varchar) as setting_type_to,
    cast(settings_to.setting_label as varchar) as setting_label_to,
    cast(transfers.as_at as date) as as_at
from transfers
left join {{ ref('phases') }} as phases on transfers.phase_to = phases.phase
left join {{ ref('setting_types') }} as settings_from
    on transfers.setting_type_from = settings_from.setting_type
left join {{ ref('setting_types') }} as settings_to
    on transfers.setting_type_to = settings_to.setting_type
