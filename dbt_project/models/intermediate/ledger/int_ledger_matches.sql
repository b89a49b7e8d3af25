{{ config(materialized='table') }}

with matches as (

    {% for model in [
        'int_matches_by_reference', 'int_matches_by_amount', 'int_matches_by_sum',
        'int_matches_by_only_placement',
    ] -%}
    select
        la_code,
        journal_id,
        line_number,
        placement_key,
        matched_gbp,
        match_method
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    matches.*,
    methods.confidence
from matches
left join {{ ref('match_methods') }} as methods on matches.match_method = methods.match_method
