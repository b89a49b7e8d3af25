{{ config(materialized='table') }}

-- Income that is other payers' share of one placement's due: the council paid the invoice in full
-- and recovers the share, mostly from health. The shares of the income's own month come first.
with income as (

    select * from {{ ref('int_income_lines') }}

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
