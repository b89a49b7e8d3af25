{{ config(materialized='table') }}

with lines as (

    select * from {{ ref('int_lines_to_match') }}

),

placements as (

    select * from {{ ref('stg_case_system__placements') }}

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    placements.placement_key,
    lines.amount_gbp as matched_gbp,
    'reference' as match_method
from lines
inner join placements
    on lines.la_code = placements.la_code and lines.reference_key = placements.placement_key
