{{ config(materialized='table') }}

-- Lines on a wrong account: no other method matches them, and they equal, to a penny, what is due
-- for one placement of their provider and period. Their account is of another spend category than
-- the placement's, or of another block of the grant than high needs.
with lines_without_instalment as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_instalment')) }}

),

high_needs_lines as (

    {{ lines_without('lines_without_instalment', ref('int_matches_by_factor')) }}

),

unreferenced_lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

all_lines as (

    select * from high_needs_lines
    union all
    select * from unreferenced_lines
    where not is_high_needs

),

lines_of_any_account as (

    select
        la_code,
        journal_id,
        line_number,
        financial_year,
        financial_period,
        posting_date,
        provider_id,
        'any' as spend_category,
        amount_gbp
    from all_lines

),

dues_without_instalment as (

    {{ dues_without(ref('int_dues_after_lists'), ref('int_matches_by_instalment')) }}

),

open_dues as (

    {{ dues_without('dues_without_instalment', ref('int_matches_by_factor')) }}

),

dues_of_any_category as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        provider_id,
        'any' as spend_category,
        due_gbp
    from open_dues

),

{{ matches_in_turn('lines_of_any_account', 'dues_of_any_category', [
    ['amount_on_other_account', 'due_gbp'],
    ['amount_on_other_account', 'due_gbp', 0, 1],
    ['amount_on_other_account', 'due_gbp', 0, -1],
]) }}

select * from matches_in_turn
