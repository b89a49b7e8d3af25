-- Children of other authorities at the authority's schools, by its school census: pupils with a plan
-- who have none of the authority's own. A census tells who is on roll until the next one.
with pupils as (

    select * from {{ ref('int_census_pupils_dated') }}
    where sen_provision = 'E'

),

own as (

    select distinct
        plans.la_code,
        persons.upn_key,
        plans.start_date,
        plans.cease_date
    from {{ ref('int_plans_as_at') }} as plans
    inner join {{ ref('stg_case_system__persons') }} as persons
        on plans.la_code = persons.la_code and plans.person_key = persons.person_key
    where persons.upn_key is not null

),

school_types as (

    select
        establishments.urn,
        settings.place_type
    from {{ ref('stg_dfe_census__gias_establishments') }} as establishments
    inner join {{ ref('establishment_types') }} as types
        on establishments.type_code = types.type_code
    inner join {{ ref('place_settings') }} as settings
        on types.setting_type = settings.setting_type

),

on_roll as (

    select
        censuses.la_code,
        censuses.year_began,
        censuses.census_date,
        pupils.school_urn,
        pupils.upn_key,
        case
            when pupils.is_in_sen_unit then 'sen_unit'
            when pupils.is_in_resourced_provision then 'resourced_provision'
            else school_types.place_type
        end as place_type,
        pupils.phase,
        coalesce(nullif(pupils.sen_type_1, 'NSA'), 'not_recorded') as primary_need
    from {{ ref('int_place_censuses') }} as censuses
    inner join pupils
        on censuses.la_code = pupils.la_code and censuses.census_date = pupils.census_date
    left join school_types on pupils.school_urn = school_types.urn

)

select
    on_roll.la_code,
    on_roll.year_began,
    on_roll.place_type,
    {{ provider_id(
        'coalesce(successors.current_urn, on_roll.school_urn)', 'cast(null as varchar)'
    ) }} as provider_id,
    on_roll.phase,
    on_roll.primary_need,
    count(distinct case when own.upn_key is null then on_roll.upn_key end) as children
from on_roll
left join {{ ref('int_school_successors') }} as successors on on_roll.school_urn = successors.urn
left join own
    on
        on_roll.la_code = own.la_code
        and on_roll.upn_key = own.upn_key
        and {{ is_maintained('own', 'on_roll.census_date') }}
where on_roll.place_type is not null
group by
    on_roll.la_code, on_roll.year_began, on_roll.place_type,
    coalesce(successors.current_urn, on_roll.school_urn), on_roll.phase, on_roll.primary_need
