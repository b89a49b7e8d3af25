{{ config(materialized='table') }}

{{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}
