{{ config(materialized='table') }}

-- Lines of a provider, of all blocks of the grant, that may be on a wrong account: no reference,
-- amount, list, instalment or factor matches them.
with lines_without_instalment as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_instalment')) }}

),

high_needs_lines as (

    {{ lines_without('lines_without_instalment', ref('int_matches_by_factor')) }}

),

unreferenced_lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

)

select * from high_needs_lines
where provider_id is not null
union all
select * from unreferenced_lines
where not is_high_needs and provider_id is not null
