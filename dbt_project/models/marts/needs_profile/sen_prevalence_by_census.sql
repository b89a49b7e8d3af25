-- Pupils of each school and, counting each pupil once, of the authority (school_urn is null).
with once as (

    select
        *,
        row_number() over (
            partition by la_code, census_date, upn_key
            order by
                case sen_provision when 'E' then 0 when 'K' then 1 else 2 end,
                school_urn
        ) as strongest_first
    from {{ ref('int_census_pupils_dated') }}

),

counted as (

    select
        la_code,
        census_date,
        phase,
        school_urn,
        academic_year,
        census_term,
        is_of_the_year,
        sen_provision
    from {{ ref('int_census_pupils_dated') }}
    union all
    select
        la_code,
        census_date,
        phase,
        null as school_urn,
        academic_year,
        census_term,
        is_of_the_year,
        sen_provision
    from once
    where strongest_first = 1

),

counts as (

    select
        la_code,
        academic_year,
        census_date,
        census_term,
        is_of_the_year,
        phase,
        school_urn,
        count(*) as pupils,
        count(case when sen_provision = 'K' then 1 end) as sen_support,
        count(case when sen_provision = 'E' then 1 end) as ehc_plans
    from counted
    group by la_code, academic_year, census_date, census_term, is_of_the_year, phase, school_urn

),

rates as (

    select
        counts.*,
        {{ rate_pct('counts.sen_support', 'counts.pupils') }} as sen_support_pct,
        {{ rate_pct('counts.ehc_plans', 'counts.pupils') }} as ehc_plans_pct,
        {{ rate_pct('authority.sen_support', 'authority.pupils') }} as authority_sen_support_pct,
        {{ rate_pct('authority.ehc_plans', 'authority.pupils') }} as authority_ehc_plans_pct
    from counts
    inner join counts as authority
        on
            counts.la_code = authority.la_code
            and counts.census_date = authority.census_date
            and counts.phase = authority.phase
            and authority.school_urn is null

),

ranked as (

    select
        {% for share in ['sen_support', 'ehc_plans'] -%}
            case when school_urn is not null then rank() over (
                partition by la_code, census_date, phase, school_urn is null
                order by {{ share }}_pct desc
            ) end as {{ share }}_rank,
        {% endfor %}
        *
    from rates

)

select
    cast(ranked.la_code as varchar) as la_code,
    cast(ranked.academic_year as varchar) as academic_year,
    cast(ranked.census_date as date) as census_date,
    cast(ranked.census_term as varchar) as census_term,
    cast(ranked.is_of_the_year as boolean) as is_of_the_year,
    cast(ranked.phase as varchar) as phase,
    cast(phases.phase_label as varchar) as phase_label,
    cast(ranked.school_urn as varchar) as school_urn,
    cast(schools.name as varchar) as school_name,
    cast(schools.type_name as varchar) as school_type,
    cast(ranked.school_urn is null as boolean) as is_total,
    cast(ranked.pupils as bigint) as pupils,
    cast(ranked.sen_support as bigint) as sen_support,
    cast(ranked.ehc_plans as bigint) as ehc_plans,
    ranked.sen_support_pct,
    ranked.ehc_plans_pct,
    cast(ranked.sen_support_pct - ranked.authority_sen_support_pct as decimal(9, 1))
        as sen_support_above_authority,
    cast(ranked.ehc_plans_pct - ranked.authority_ehc_plans_pct as decimal(9, 1))
        as ehc_plans_above_authority,
    cast(ranked.sen_support_rank as integer) as sen_support_rank,
    cast(ranked.ehc_plans_rank as integer) as ehc_plans_rank,
    {{ reporting_date() }} as as_at
from ranked
left join {{ ref('stg_dfe_census__gias_establishments') }} as schools
    on ranked.school_urn = schools.urn
left join {{ ref('phases') }} as phases on ranked.phase = phases.phase
