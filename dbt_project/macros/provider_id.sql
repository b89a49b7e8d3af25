{#- One id for a provider: its URN, else its UKPRN. -#}
{% macro provider_id(urn, ukprn) -%}
    coalesce('urn ' || {{ urn }}, 'ukprn ' || {{ ukprn }})
{%- endmacro %}

{#- The key of dim_provider: a provider as one authority knows it. -#}
{% macro provider_key(la_code, urn, ukprn) -%}
    {{ la_code }} || ' ' || {{ provider_id(urn, ukprn) }}
{%- endmacro %}
