{{ config(materialized='table') }}

-- Dues of a placement in periods in which no line is matched to it by amount or sum.
with dues_without_amount as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_amount')) }}

)

{{ dues_without('dues_without_amount', ref('int_matches_by_sum')) }}
