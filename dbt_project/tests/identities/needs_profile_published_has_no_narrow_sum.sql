-- A returned row is a sum that a reader can form and that gives a small count away: it has one
-- suppressed cell, or too few children in its suppressed cells beyond one each.
with published as (

    select * from {{ ref('needs_profile_published') }}

),

profile as (

    select * from {{ ref('needs_profile') }}

),

suppressed_cells as (

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

sums as (

    select
        suppressed_cells.la_code,
        suppressed_cells.as_at,
        totals.breakdown,
        -- The suppressed totals of a dimension make one sum: the whole less the shown totals.
        case
            when totals.suppressed then 'suppressed'
            else concat(totals.primary_need, totals.phase, totals.setting_type, totals.sex)
        end as total,
        min(suppressed_cells.plans) as fewest,
        count(*) as cells,
        sum(suppressed_cells.plans - 1) as spare
    from suppressed_cells
    inner join totals
        on
            suppressed_cells.la_code = totals.la_code
            and suppressed_cells.as_at = totals.as_at
            and totals.primary_need in ('total', suppressed_cells.primary_need)
            and totals.phase in ('total', suppressed_cells.phase)
            and totals.setting_type in ('total', suppressed_cells.setting_type)
            and totals.sex in ('total', suppressed_cells.sex)
    group by suppressed_cells.la_code, suppressed_cells.as_at, totals.breakdown, total

)

select
    sums.la_code,
    sums.as_at,
    sums.breakdown,
    sums.total
from sums
inner join published as whole
    on
        sums.la_code = whole.la_code
        and sums.as_at = whole.as_at
        and whole.breakdown = 'all'
        and not whole.suppressed
where
    sums.fewest < {{ var('smallest_shown_count') }}
    and (sums.cells = 1 or sums.spare < {{ var('smallest_spare') }})
