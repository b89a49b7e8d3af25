{{ config(materialized='table') }}

-- Lines of the high needs block that are matched by no reference, amount or sum.
with lines_without_amount as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_amount')) }}

)

{{ lines_without('lines_without_amount', ref('int_matches_by_sum')) }}
