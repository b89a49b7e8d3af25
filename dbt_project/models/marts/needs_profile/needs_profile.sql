with cells as (

    select * from {{ ref('int_needs_profile_cells') }}

),

authorities as (

    select
        la_code,
        as_at,
        sum(plans) as plans
    from cells
    group by la_code, as_at

),

snapshots as (

    select * from {{ ref('int_profile_snapshots') }}

)

select
    cast(cells.la_code as varchar) as la_code,
    cast(cells.as_at as date) as as_at,
    cast(snapshots.is_census_day as boolean) as is_census_day,
    cast(cells.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(cells.phase as varchar) as phase,
    cast(phases.phase_label as varchar) as phase_label,
    cast(cells.setting_type as varchar) as setting_type,
    cast(settings.setting_label as varchar) as setting_label,
    cast(cells.sex as varchar) as sex,

    cast(cells.plans as bigint) as plans,
    cast(authorities.plans as bigint) as authority_plans,
    {{ rate_pct('cells.plans', 'authorities.plans') }} as plans_pct,
    -- A cell without a row a year before had no plan; an authority without any row was not known.
    cast(
        case
            when authorities_before.plans is not null
                then cells.plans - coalesce(cells_before.plans, 0)
        end as bigint
    ) as change_on_year,

    {{ reporting_date() }} as reported_at
from cells
inner join snapshots on cells.as_at = snapshots.as_at and snapshots.is_reported
inner join authorities on cells.la_code = authorities.la_code and cells.as_at = authorities.as_at
left join authorities as authorities_before
    on
        cells.la_code = authorities_before.la_code
        and snapshots.year_before = authorities_before.as_at
left join cells as cells_before
    on
        cells.la_code = cells_before.la_code
        and snapshots.year_before = cells_before.as_at
        and cells.primary_need = cells_before.primary_need
        and cells.phase = cells_before.phase
        and cells.setting_type = cells_before.setting_type
        and cells.sex = cells_before.sex
left join {{ ref('sen_needs') }} as needs on cells.primary_need = needs.primary_need
left join {{ ref('phases') }} as phases on cells.phase = phases.phase
left join {{ ref('setting_types') }} as settings on cells.setting_type = settings.setting_type
