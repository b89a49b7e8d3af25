{{ config(materialized='table') }}

with lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

)

select * from lines
where is_high_needs
