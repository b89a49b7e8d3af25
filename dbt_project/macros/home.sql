{#-
The folder $SEND_HOME, as part of a SQL text: an apostrophe in it is doubled. It is read when a
model is built and not when it is parsed, so that one parsed project serves every home.
-#}
{% macro home() -%}
    {{ env_var('SEND_HOME').replace("'", "''") if execute else '$SEND_HOME' }}
{%- endmacro %}

{#- dbt's own source(), with this home's folder in place of $SEND_HOME in its external_location. -#}
{% macro source(source_name, table_name) -%}
    {%- set relation = builtins.source(source_name, table_name) -%}
    {{ return(adapter.dispatch('files_of')(relation, source_name, table_name)
        if execute else relation) }}
{%- endmacro %}

{% macro duckdb__files_of(relation, source_name, table_name) -%}
    {{ return(relation | string | replace('$SEND_HOME', home())) }}
{%- endmacro %}
