{#- The key of commissioned places, where a placement's key would stand. -#}
{% macro place_funding_key(provider_id, spend_category) -%}
    concat('places ', {{ provider_id }}, ' ', {{ spend_category }})
{%- endmacro %}

{#- Whether a key is one of commissioned places. A placement's key is hexadecimal. -#}
{% macro is_place_funding(key) -%}
    {{ key }} like 'places %'
{%- endmacro %}
