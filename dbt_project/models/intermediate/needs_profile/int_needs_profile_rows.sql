{{ config(materialized='table') }}

with cells as (

    select * from {{ ref('int_needs_profile_cells') }}

),

{{ breakdowns(
    'cells', ['la_code', 'as_at'], ['primary_need', 'phase', 'setting_type', 'sex'], 'plans'
) }}

select
    la_code,
    as_at,
    breakdown,
    primary_need,
    phase,
    setting_type,
    sex,
    plans,
    cells
from breakdowns
