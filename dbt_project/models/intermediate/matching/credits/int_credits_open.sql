{{ config(materialized='table') }}

{{ lines_without(ref('int_credit_lines'), ref('int_matches_by_credit')) }}
