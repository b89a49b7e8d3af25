{#- One id for a provider: its URN, else its UKPRN. -#}
{% macro provider_id(urn, ukprn) -%}
    coalesce('urn ' || {{ urn }}, 'ukprn ' || {{ ukprn }})
{%- endmacro %}
