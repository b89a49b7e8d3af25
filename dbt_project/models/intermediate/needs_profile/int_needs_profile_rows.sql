{{ config(materialized='table') }}

with cells as (

    select
        la_code,
        as_at,
        primary_need,
        phase,
        setting_type,
        sex,
        plans as people
    from {{ ref('int_needs_profile_cells') }}

),

{{ breakdowns(
    'cells', ['la_code', 'as_at'], ['primary_need', 'phase', 'setting_type', 'sex'], 'people'
) }}

select
    la_code,
    as_at,
    breakdown,
    primary_need,
    phase,
    setting_type,
    sex,
    cast(people as bigint) as people,
    cells
from breakdowns
