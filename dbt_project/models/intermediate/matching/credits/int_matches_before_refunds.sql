-- The matches of all methods that come before refunds: credit notes count with the lines that they
-- take back.
{% for matches in ['int_matches_but_repeats', 'int_matches_by_repeat', 'int_matches_by_credit'] -%}
    select * from {{ ref(matches) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
