{#- The reporting date as a SQL date: the only place that reads the var `as_at`. -#}
{% macro reporting_date() -%}
    cast('{{ var("as_at") }}' as date)
{%- endmacro %}
