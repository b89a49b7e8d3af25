{{ config(materialized='table') }}

-- One month is nearly the next: a row that is suppressed in one and shown in the other could be
-- guessed. So a row stays suppressed for suppression_memory_months after a snapshot suppresses it.
-- Nothing depends on a later snapshot, so the next publication repeats this one.
-- 1. remembered_rows: the rows that this snapshot or a remembered one suppresses by itself.
-- 2. profile_rows: the snapshots that are reported or compared with.
-- 3. The rules of suppression again, because a remembered row needs complementary suppression too.
with remembered_rows as (

    select
        la_code,
        as_at,
        breakdown,
        primary_need,
        phase,
        setting_type,
        sex,
        people,
        cells,
        max(case when is_suppressed then 1 else 0 end) over (
            partition by la_code, breakdown, primary_need, phase, setting_type, sex
            order by as_at
            range between interval '{{ var("suppression_memory_months") }} months' preceding
            and current row
        ) = 1 as must_suppress
    from {{ ref('int_needs_profile_suppressed_alone') }}

),

profile_rows as (

    select remembered_rows.*
    from remembered_rows
    inner join {{ ref('int_profile_snapshots') }} as snapshots
        on remembered_rows.as_at = snapshots.as_at and snapshots.is_compared

),

{{ suppression(
    'profile_rows', ['la_code', 'as_at'], ['primary_need', 'phase', 'setting_type', 'sex']
) }}

select
    la_code,
    as_at,
    breakdown,
    primary_need,
    phase,
    setting_type,
    sex,
    people as plans,
    is_suppressed
from suppressed_rows
