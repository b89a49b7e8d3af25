{{ config(materialized='table') }}

-- Lines on a wrong account: no other method matches them, and they equal, to a penny, what is due
-- for one placement of their provider and period. Their account is of another spend category than
-- the placement's, or of another block of the grant than high needs.
with lines_of_any_account as (

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
    from {{ ref('int_lines_of_any_account') }}

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
    from {{ ref('int_dues_of_any_account') }}

),

{{ matches_in_turn('lines_of_any_account', 'dues_of_any_category', [
    ['amount_on_other_account', 'due_gbp'],
    ['amount_on_other_account', 'due_gbp', 0, 1],
    ['amount_on_other_account', 'due_gbp', 0, -1],
]) }}

select * from matches_in_turn
