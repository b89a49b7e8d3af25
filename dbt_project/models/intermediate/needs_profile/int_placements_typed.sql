with placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

settings as (

    select * from {{ ref('sen_settings') }}

)

select
    placements.la_code,
    placements.placement_key,
    placements.plan_key,
    placements.placement_rank,
    placements.entry_date,
    placements.leaving_date,
    -- There is no dataset of establishments, so a URN gives a school of unknown type. A UKPRN is a
    -- college (SEN2 item 4.7).
    case
        when placements.sen_setting is not null then coalesce(settings.setting_type, 'other')
        when placements.is_in_resourced_provision then 'resourced_provision'
        when placements.is_in_sen_unit then 'sen_unit'
        when placements.urn is not null then 'school_type_not_known'
        when placements.ukprn is not null then 'further_education'
        else 'not_recorded'
    end as setting_type
from placements
left join settings on placements.sen_setting = settings.sen_setting
