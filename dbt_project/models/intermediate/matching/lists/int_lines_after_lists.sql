{{ config(materialized='table') }}

-- Lines of the high needs block that are matched by no reference, amount or list.
{{ lines_without(ref('int_lines_after_sums'), ref('int_matches_by_sum_and_leaver')) }}
