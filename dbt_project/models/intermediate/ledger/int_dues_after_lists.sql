{{ config(materialized='table') }}

-- Dues of the periods in which neither an amount nor a list pays for the placement.
with dues_without_amount as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_amount')) }}

)

{{ dues_without('dues_without_amount', ref('int_matches_by_sum')) }}
