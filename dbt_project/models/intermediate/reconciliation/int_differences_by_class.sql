{%- set classes = [
    'paid_without_placement', 'placement_without_payment', 'rate_variance', 'timing',
    'joint_funding', 'duplicate_payment', 'place_funding',
] %}

with differences as (

    select * from {{ ref('int_differences') }}

)

{% for class in classes -%}
    select
        la_code,
        unit_key,
        is_group,
        is_place_funding,
        spend_category,
        financial_year,
        financial_period,
        paid_gbp,
        due_gbp,
        '{{ class }}' as class,
        {{ class }}_gbp as amount_gbp
    from differences
    where {{ class }}_gbp <> 0
    {% if not loop.last %}union all{% endif %}
{% endfor %}
