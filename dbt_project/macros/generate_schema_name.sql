{#- Schemas are named exactly as promised (`marts`, `ops`), without the target as a prefix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
