{{ config(materialized='table') }}

-- What each snapshot suppresses, taken by itself.
with profile_rows as (

    select
        *,
        false as must_suppress
    from {{ ref('int_needs_profile_rows') }}

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
    people,
    cells,
    is_suppressed
from suppressed_rows
