-- The matches of all methods except int_matches_by_repeat and int_matches_by_recovery.
{% for method in ['reference', 'amount', 'sum', 'instalment', 'factor', 'other_account'] -%}
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
