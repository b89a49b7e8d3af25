{{ config(materialized='table') }}

-- What each snapshot has to hide, taken by itself.
with given as (

    select
        la_code,
        as_at,
        breakdown,
        primary_need,
        phase,
        setting_type,
        sex,
        plans as people,
        cells,
        false as must_hide
    from {{ ref('int_needs_profile_rows') }}

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
    people,
    cells,
    is_hidden
from hidden
