{{ config(materialized='table') }}

-- Income that is other payers' share of a payment, such as the twelfth or the third of a year's
-- price that was paid in full, and not of what is due by days.
-- 1. payments: the payments of each placement and month, with the shares of its price.
-- 2. recovered: the share of the other payers, or of health, of each payment.
-- 3. shares: those of them that an income equals to a penny.
with income as (

    {{ lines_without(ref('int_income_lines'), ref('int_matches_by_recovery')) }}

),

payments as (

    select
        lines.la_code,
        matches.placement_key,
        lines.financial_year,
        lines.financial_period,
        matches.matched_gbp,
        dues.full_year_gbp,
        dues.full_year_gbp - dues.year_gbp as share_year_gbp,
        dues.health_year_gbp
    from {{ ref('int_matches_but_repeats') }} as matches
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number
            and matches.matched_gbp > 0
    inner join {{ ref('int_commitments_due') }} as dues
        on
            matches.la_code = dues.la_code
            and matches.placement_key = dues.placement_key
            and lines.financial_year = dues.financial_year
            and lines.financial_period = dues.financial_period
            and dues.full_year_gbp > dues.year_gbp

),

recovered as (

    {% for share in ['share_year_gbp', 'health_year_gbp'] -%}
        select
            la_code,
            placement_key,
            financial_year,
            financial_period,
            {{ money_ratio(
                'matched_gbp', 'cast(100 * ' ~ share ~ ' as bigint)',
                'cast(100 * full_year_gbp as bigint)'
            ) }} as recovered_gbp
        from payments
        where {{ share }} > 0
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

shares as (

    select distinct
        recovered.*,
        'income' as provider_id,
        'income' as spend_category
    from recovered
    cross join {{ ref('int_pence') }} as pence
    inner join income
        on
            recovered.la_code = income.la_code
            and recovered.financial_year = income.financial_year
            and recovered.recovered_gbp
            + pence.pence * {{ var('rounding_per_month_gbp') }} = income.amount_gbp
            and abs(pence.pence) <= 1

),

{%- set steps = [
    ['recovered_share', 'recovered_gbp'],
    ['recovered_share', 'recovered_gbp', 0, 1],
    ['recovered_share', 'recovered_gbp', 0, -1],
] %}
{%- for months in range(1, var('recovered_within_months') + 1) %}
    {%- do steps.append(['recovered_share', 'recovered_gbp', months]) %}
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
