{{ config(materialized='table') }}

-- Dues of a placement in periods in which no line is matched to it by amount or list.
{{ dues_without(ref('int_dues_after_sums'), ref('int_matches_by_sum_and_leaver')) }}
