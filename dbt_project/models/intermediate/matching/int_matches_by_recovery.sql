{{ config(materialized='table') }}

-- Income that is other payers' share of one placement's price: the council paid the invoice in full
-- and recovers the share, mostly from health. The debtor is not the provider, so income is compared
-- with the shares of the whole authority, those of the income's own month first.
with lines_without_credits as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_credit')) }}

),

lines_without_refunds as (

    {{ lines_without('lines_without_credits', ref('int_matches_by_refund')) }}

),

unmatched as (

    {{ lines_without('lines_without_refunds', ref('int_matches_but_repeats')) }}

),

income as (

    select
        la_code,
        journal_id,
        line_number,
        financial_year,
        financial_period,
        posting_date,
        'income' as provider_id,
        'income' as spend_category,
        -amount_gbp as amount_gbp
    from unmatched
    where amount_gbp < 0

),

shares as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        'income' as provider_id,
        'income' as spend_category,
        full_gbp - due_gbp as share_gbp,
        health_gbp
    from {{ ref('int_commitments_due') }}
    where full_gbp > due_gbp

),

{%- set steps = [
    ['recovered_share', 'share_gbp'],
    ['recovered_share', 'share_gbp', 0, 1],
    ['recovered_share', 'share_gbp', 0, -1],
    ['recovered_share', 'health_gbp'],
] %}
{%- for months in range(1, var('recovered_within_months') + 1) %}
    {%- do steps.append(['recovered_share', 'share_gbp', months]) %}
    {%- do steps.append(['recovered_share', 'health_gbp', months]) %}
{%- endfor %}

{{ matches_in_turn('income', 'shares', steps) }}

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    -matched_gbp as matched_gbp,
    match_method
from matches_in_turn
