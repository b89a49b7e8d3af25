{#- One id for a provider: its URN, else its UKPRN. -#}
{% macro provider_id(urn, ukprn) -%}
    coalesce('urn ' || {{ urn }}, 'ukprn ' || {{ ukprn }})
{%- endmacro %}

{#- The key of dim_provider: a provider as one authority knows it. -#}
{% macro provider_key(la_code, urn, ukprn) -%}
    {{ la_code }} || ' ' || {{ provider_id(urn, ukprn) }}
{%- endmacro %}

{#- Stands for the provider of a placement that has none, such as one of direct payments. -#}
{% macro placement_provider_id(placement_key) -%}
    'placement ' || {{ placement_key }}
{%- endmacro %}

{#- Who is paid: a supplier, else the account itself, such as one that journals charge. -#}
{% macro payee_id(line) -%}
    coalesce(
        {{ line }}supplier_id,
        'account ' || {{ line }}cost_centre || ' ' || {{ line }}subjective
    )
{%- endmacro %}
