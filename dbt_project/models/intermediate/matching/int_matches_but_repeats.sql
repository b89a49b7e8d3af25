-- The matches of all methods except repeats, credits, refunds and recovery, which read them.
{%- set methods = [
    'reference', 'one_off', 'amount', 'sum', 'sum_and_leaver', 'instalment', 'factor',
    'other_account', 'sum_on_other_account',
] %}
{% for method in methods -%}
    select
        la_code,
        journal_id,
        line_number,
        placement_key,
        matched_gbp,
        match_method
    from {{ ref('int_matches_by_' ~ method) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
