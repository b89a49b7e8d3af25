-- A returned row is a total from which, less what is shown in it, what is hidden follows too
-- closely: one cell alone, or as many children as cells but for fewer than the room asked for. The
-- cells of an authority that shows but one dimension are looked at in that dimension alone.
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

in_totals as (
    {% for dimension in ['primary_need', 'phase', 'setting_type', 'sex'] %}
    select
        hidden_cells.la_code,
        hidden_cells.as_at,
        '{{ dimension }}' as breakdown,
        case when not published.suppressed then hidden_cells.{{ dimension }} end as shown_total,
        min(hidden_cells.plans) as fewest,
        count(*) as cells,
        sum(hidden_cells.plans - 1) as room
    from hidden_cells
    inner join published
        on
            hidden_cells.la_code = published.la_code
            and hidden_cells.as_at = published.as_at
            and hidden_cells.{{ dimension }} = published.{{ dimension }}
            and published.breakdown = '{{ dimension }}'
    group by all
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    in_totals.la_code,
    in_totals.as_at,
    in_totals.breakdown,
    in_totals.shown_total
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
