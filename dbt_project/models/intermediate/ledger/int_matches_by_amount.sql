{{ config(materialized='table') }}

{#- method, amount compared, periods from the due one to the line's; ordered as match_methods is.
    Once a child's leaving is known the price is spread anew, and months move by a penny. -#}
{%- set passes = [] -%}
{%- for match_method, amount in amounts_owed() -%}
    {%- do passes.append((match_method, amount, 0)) -%}
{%- endfor -%}
{%- set passes = passes + [
    ('amount_of_period_rounded', 'due_gbp + 0.01', 0),
    ('amount_of_period_rounded', 'due_gbp - 0.01', 0),
    ('amount_of_period_before', 'due_gbp', 1),
    ('amount_of_period_after', 'due_gbp', -1),
] -%}

with lines_without_reference as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

lines_uncontested as (

    {{ lines_without('lines_without_reference', ref('int_matches_contested')) }}

),

lines_left_0 as (

    select * from lines_uncontested
    where provider_id is not null

),

-- Where a year's invoices say which placement they are for, the amount need not say it.
dues_without_reference as (

    {{ dues_without(
        ref('int_commitments_due'), ref('int_matches_by_reference'), ['financial_year']
    ) }}

),

dues_uncontested as (

    {{ dues_without(
        'dues_without_reference', ref('int_matches_contested'),
        ['financial_year', 'financial_period']
    ) }}

),

dues_left_0 as (

    select * from dues_uncontested
    where provider_id is not null

),

{% for match_method, amount, periods_later in passes -%}
    {%- set lines, dues = 'lines_left_' ~ loop.index0, 'dues_left_' ~ loop.index0 -%}
    {% if match_method == 'third_of_price' -%}
        {#- What follows is less sure than the sum of a provider's placements. -#}
        lines_of_sums as (

            {{ lines_of_sums(lines, dues) }}

        ),

        lines_not_sums as (

            {{ lines_without(lines, 'lines_of_sums') }}

        ),

        {%- set lines = 'lines_not_sums' %}

    {% endif -%}
    by_pass_{{ loop.index }} as (

        {{ matches_of_amount(match_method, lines, dues, amount, periods_later) }}

    ),

    lines_left_{{ loop.index }} as (

        {{ lines_without(lines, 'by_pass_' ~ loop.index) }}

    ),

    dues_left_{{ loop.index }} as (

        {{ dues_without(dues, 'by_pass_' ~ loop.index, ['financial_year', 'financial_period']) }}

    ),

{% endfor -%}

matches as (

    select * from {{ ref('int_matches_contested') }}
    union all
    {% for _ in passes -%}
        select * from by_pass_{{ loop.index }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from matches
