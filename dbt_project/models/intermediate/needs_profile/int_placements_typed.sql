with placements as (

    select * from {{ ref('stg_case_system__placements') }}

),

settings as (

    select * from {{ ref('sen_settings') }}

),

establishments as (

    select
        establishments.urn,
        establishments.ukprn,
        types.setting_type,
        -- One college may have several establishments; the open one is meant.
        row_number() over (
            partition by establishments.ukprn
            order by establishments.close_date desc nulls first, establishments.urn desc
        ) as open_first
    from {{ ref('stg_dfe_census__gias_establishments') }} as establishments
    left join {{ ref('establishment_types') }} as types
        on establishments.type_code = types.type_code

)

select
    placements.la_code,
    placements.placement_key,
    placements.plan_key,
    placements.placement_rank,
    placements.entry_date,
    placements.leaving_date,
    -- The case system's own codes come first: they are more exact than the type of the school, and
    -- GIAS does not hold who is in a unit. A UKPRN that GIAS lacks is a college (SEN2 item 4.7).
    case
        when placements.sen_setting is not null then coalesce(settings.setting_type, 'other')
        when placements.is_in_resourced_provision then 'resourced_provision'
        when placements.is_in_sen_unit then 'sen_unit'
        when schools.urn is not null then coalesce(schools.setting_type, 'other')
        when placements.urn is not null then 'school_type_not_known'
        when colleges.ukprn is not null then coalesce(colleges.setting_type, 'other')
        when placements.ukprn is not null then 'further_education'
        else 'not_recorded'
    end as setting_type
from placements
left join settings on placements.sen_setting = settings.sen_setting
left join establishments as schools on placements.urn = schools.urn
left join establishments as colleges
    on
        placements.ukprn = colleges.ukprn
        and colleges.open_first = 1
