{#- One name for a place, whichever register knows it: its URN, else its UKPRN. -#}
{% macro provider_id(urn, ukprn) -%}
    coalesce('urn ' || {{ urn }}, 'ukprn ' || {{ ukprn }})
{%- endmacro %}
