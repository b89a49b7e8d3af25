{{ config(materialized='table') }}

-- A month looks much like the month before. If a row were hidden in one and shown in the next, the
-- one would be guessed from the other; so what a snapshot hides stays hidden for the eleven months
-- after it. Nothing depends on a later snapshot: next month's publication repeats this month's.
with alone as (

    select * from {{ ref('int_needs_profile_hidden_alone') }}

),

remembered as (

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
        max(case when is_hidden then 1 else 0 end) over (
            partition by la_code, breakdown, primary_need, phase, setting_type, sex
            order by as_at
            range between interval '11 months' preceding and current row
        ) = 1 as must_hide
    from alone

),

given as (

    select remembered.*
    from remembered
    inner join {{ ref('int_profile_snapshots') }} as snapshots
        on remembered.as_at = snapshots.as_at and snapshots.is_compared

),

{{ suppression('given', ['la_code', 'as_at'], ['primary_need', 'phase', 'setting_type', 'sex']) }}

select
    la_code,
    as_at,
    breakdown,
    primary_need,
    phase,
    setting_type,
    sex,
    people as plans,
    is_hidden
from hidden
