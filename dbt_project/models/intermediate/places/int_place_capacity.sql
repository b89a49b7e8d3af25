-- Capacity for children with SEN in the register of schools (GIAS), for schools that are open.
-- It has no phase or need of a unit; a special school's phase is that of its ages.
with schools as (

    select
        establishments.*,
        settings.place_type as school_place_type,
        case
            when establishments.phase like '%rimary' then 'primary'
            when establishments.phase like '%econdary' then 'secondary'
            when establishments.phase = 'Nursery' then 'nursery'
            when establishments.phase = '16 plus' then 'post_16'
            else 'not_stated'
        end as school_phase
    from {{ ref('stg_dfe_census__gias_establishments') }} as establishments
    left join {{ ref('establishment_types') }} as types
        on establishments.type_code = types.type_code
    left join {{ ref('place_settings') }} as settings
        on types.setting_type = settings.setting_type
    where
        establishments.local_authority is not null
        and not {{ is_after_as_at('establishments.open_date') }}
        and (
            establishments.close_date is null
            or {{ is_after_as_at('establishments.close_date') }}
        )

),

capacities as (

    select
        local_authority as la_code,
        urn,
        school_place_type as place_type,
        school_phase as phase,
        school_capacity as capacity
    from schools
    where school_place_type in ('special', 'alternative_provision')
    union all
    select
        local_authority as la_code,
        urn,
        'sen_unit' as place_type,
        school_phase as phase,
        sen_unit_capacity as capacity
    from schools
    union all
    select
        local_authority as la_code,
        urn,
        'resourced_provision' as place_type,
        school_phase as phase,
        resourced_provision_capacity as capacity
    from schools

)

select
    la_code,
    {{ provider_id('urn', 'cast(null as varchar)') }} as provider_id,
    place_type,
    phase,
    capacity
from capacities
where capacity > 0
