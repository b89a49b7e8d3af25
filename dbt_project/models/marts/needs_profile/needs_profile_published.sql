with profile_rows as (

    select * from {{ ref('int_needs_profile_suppressed') }}

),

snapshots as (

    select * from {{ ref('int_profile_snapshots') }}

),

authorities as (

    select * from profile_rows
    where breakdown = 'all'

),

published as (

    select
        this_year.*,
        needs.need_label,
        phases.phase_label,
        settings.setting_label,
        snapshots.is_census_day,
        authorities.plans as authority_plans,
        authorities.is_suppressed as is_authority_suppressed,
        -- A change is shown only between two shown figures: with one of them it gives the other.
        case
            when authorities_before.la_code is null then null
            when year_before.is_suppressed then null
            else this_year.plans - coalesce(year_before.plans, 0)
        end as change_on_year
    from profile_rows as this_year
    inner join snapshots on this_year.as_at = snapshots.as_at and snapshots.is_reported
    inner join authorities
        on this_year.la_code = authorities.la_code and this_year.as_at = authorities.as_at
    left join {{ ref('sen_needs') }} as needs on this_year.primary_need = needs.primary_need
    left join {{ ref('phases') }} as phases on this_year.phase = phases.phase
    left join {{ ref('setting_types') }} as settings
        on this_year.setting_type = settings.setting_type
    left join authorities as authorities_before
        on
            this_year.la_code = authorities_before.la_code
            and snapshots.year_before = authorities_before.as_at
    left join profile_rows as year_before
        on
            this_year.la_code = year_before.la_code
            and snapshots.year_before = year_before.as_at
            and this_year.primary_need = year_before.primary_need
            and this_year.phase = year_before.phase
            and this_year.setting_type = year_before.setting_type
            and this_year.sex = year_before.sex

)

select
    cast(la_code as varchar) as la_code,
    cast(as_at as date) as as_at,
    cast(is_census_day as boolean) as is_census_day,
    cast(breakdown as varchar) as breakdown,
    cast(breakdown <> 'cell' as boolean) as is_total,
    cast(primary_need as varchar) as primary_need,
    cast(need_label as varchar) as need_label,
    cast(phase as varchar) as phase,
    cast(phase_label as varchar) as phase_label,
    cast(setting_type as varchar) as setting_type,
    cast(setting_label as varchar) as setting_label,
    cast(sex as varchar) as sex,

    cast(is_suppressed as boolean) as suppressed,
    cast(case when not is_suppressed then plans end as bigint) as plans,
    cast(case when not is_authority_suppressed then authority_plans end as bigint)
        as authority_plans,
    -- A reader could derive the suppressed whole from a shown number and its percentage.
    case
        when not is_suppressed and not is_authority_suppressed
            then {{ rate_pct('plans', 'authority_plans') }}
    end as plans_pct,
    cast(case when not is_suppressed then change_on_year end as bigint) as change_on_year,

    {{ reporting_date() }} as reported_at
from published
