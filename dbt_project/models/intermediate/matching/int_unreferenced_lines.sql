{{ config(materialized='table') }}

-- High needs lines of a provider, and income, that neither a reference nor a one-off price matches.
-- Nothing but income is compared with the dues of all providers.
with lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

lines_for_fees as (

    {{ lines_without('lines', ref('int_matches_by_one_off')) }}

)

select * from lines_for_fees
where is_high_needs and (provider_id is not null or amount_gbp < 0)
