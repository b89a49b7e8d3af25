with counted as (

    select
        la_code,
        academic_year,
        phase,
        school_urn,
        census_date,
        sen_provision
    from {{ ref('int_census_pupils') }}
    union all
    select
        la_code,
        academic_year,
        phase,
        null as school_urn,
        census_date,
        sen_provision
    from {{ ref('int_census_pupils_once') }}

),

counts as (

    select
        la_code,
        academic_year,
        phase,
        school_urn,
        max(census_date) as census_date,
        count(*) as pupils,
        count(case when sen_provision = 'K' then 1 end) as sen_support,
        count(case when sen_provision = 'E' then 1 end) as ehc_plans
    from counted
    group by la_code, academic_year, phase, school_urn

)

select
    cast(counts.la_code as varchar) as la_code,
    cast(counts.academic_year as varchar) as academic_year,
    cast(counts.phase as varchar) as phase,
    cast(phases.phase_label as varchar) as phase_label,
    cast(counts.school_urn as varchar) as school_urn,
    cast(counts.school_urn is null as boolean) as is_total,
    cast(counts.census_date as date) as census_date,
    cast(counts.pupils as bigint) as pupils,
    cast(counts.sen_support as bigint) as sen_support,
    cast(counts.ehc_plans as bigint) as ehc_plans,
    {{ rate_pct('counts.sen_support', 'counts.pupils') }} as sen_support_pct,
    {{ rate_pct('counts.ehc_plans', 'counts.pupils') }} as ehc_plans_pct,
    {{ reporting_date() }} as as_at
from counts
left join {{ ref('phases') }} as phases on counts.phase = phases.phase
