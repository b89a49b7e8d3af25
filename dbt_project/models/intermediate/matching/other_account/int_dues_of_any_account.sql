{{ config(materialized='table') }}

-- Dues of a placement in periods in which no reference, amount, list, instalment or factor matches
-- a line to it.
with dues_without_instalment as (

    {{ dues_without(ref('int_dues_after_lists'), ref('int_matches_by_instalment')) }}

)

{{ dues_without('dues_without_instalment', ref('int_matches_by_factor')) }}
