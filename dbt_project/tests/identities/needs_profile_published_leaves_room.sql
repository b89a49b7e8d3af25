-- A returned row is a total from which, less what is shown in it, what is hidden follows too
-- closely: one cell alone, or not more children than cells by the room asked for.
with published as (

    select * from {{ ref('needs_profile_published') }}

),

profile as (

    select * from {{ ref('needs_profile') }}

),

hidden_cells as (

    select profile.*
    from profile
    inner join published
        on
            profile.la_code = published.la_code
            and profile.as_at = published.as_at
            and profile.primary_need = published.primary_need
            and profile.phase = published.phase
            and profile.setting_type = published.setting_type
            and profile.sex = published.sex
            and published.suppressed

),

totals as (

    select * from published
    where breakdown not in ('all', 'cell')

),

in_totals as (

    select
        hidden_cells.la_code,
        hidden_cells.as_at,
        totals.breakdown,
        -- Hidden totals of a dimension are one to a reader: the whole less those that are shown.
        case
            when totals.suppressed then 'suppressed'
            else concat(totals.primary_need, totals.phase, totals.setting_type, totals.sex)
        end as total,
        min(hidden_cells.plans) as fewest,
        count(*) as cells,
        sum(hidden_cells.plans - 1) as room
    from hidden_cells
    inner join totals
        on
            hidden_cells.la_code = totals.la_code
            and hidden_cells.as_at = totals.as_at
            and totals.primary_need in ('total', hidden_cells.primary_need)
            and totals.phase in ('total', hidden_cells.phase)
            and totals.setting_type in ('total', hidden_cells.setting_type)
            and totals.sex in ('total', hidden_cells.sex)
    group by hidden_cells.la_code, hidden_cells.as_at, totals.breakdown, total

)

select
    in_totals.la_code,
    in_totals.as_at,
    in_totals.breakdown,
    in_totals.total
from in_totals
inner join published as whole
    on
        in_totals.la_code = whole.la_code
        and in_totals.as_at = whole.as_at
        and whole.breakdown = 'all'
        and not whole.suppressed
where
    in_totals.fewest < 6
    and (in_totals.cells = 1 or in_totals.room < {{ room_enough() }})
