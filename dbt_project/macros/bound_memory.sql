{# Bound DuckDB's memory to SEND_DUCKDB_MEMORY; without it, it takes up to 80 % of the machine's.
   What needs more is written to the disk. #}
{% macro bound_memory() -%}
    {{ return(adapter.dispatch('bound_memory')()) }}
{%- endmacro %}

{% macro default__bound_memory() -%}
{%- endmacro %}

{% macro duckdb__bound_memory() -%}
    {%- set limit = env_var('SEND_DUCKDB_MEMORY', '') -%}
    {%- if limit -%} set memory_limit = '{{ limit }}' {%- endif -%}
{%- endmacro %}
