{#-
The entries of a JSON list, one row each, with the columns of their row: `entry` is JSON,
`entry_number` counts from 1. Rows without a list have none.
-#}
{% macro json_entries(relation, columns, list) -%}
    {{ return(adapter.dispatch('json_entries')(relation, columns, list)) }}
{%- endmacro %}

{% macro duckdb__json_entries(relation, columns, list) -%}
    select
        {{ columns | join(', ') }},
        unnest(entries) as entry,
        generate_subscripts(entries, 1) as entry_number
    from (select *, from_json({{ list }}, '["json"]') as entries from {{ relation }}) as listed
{%- endmacro %}

{% macro spark__json_entries(relation, columns, list) -%}
    select
        {{ columns | join(', ') }},
        entry,
        cast(position + 1 as bigint) as entry_number
    from {{ relation }}
    lateral view posexplode(from_json({{ list }}, 'array<string>')) as position, entry
{%- endmacro %}

{#- The text of one key of a JSON object; null where it is absent or null. -#}
{% macro json_text(object, key) -%}
    {{ return(adapter.dispatch('json_text')(object, key)) }}
{%- endmacro %}

{% macro duckdb__json_text(object, key) -%}
    json_extract_string({{ object }}, '$.{{ key }}')
{%- endmacro %}

{% macro spark__json_text(object, key) -%}
    get_json_object({{ object }}, '$.{{ key }}')
{%- endmacro %}

{#- The texts of a list column in one text; null where there is no list. -#}
{% macro joined_texts(list, separator) -%}
    {{ return(adapter.dispatch('joined_texts')(list, separator)) }}
{%- endmacro %}

{% macro duckdb__joined_texts(list, separator) -%}
    array_to_string({{ list }}, {{ separator }})
{%- endmacro %}

{% macro spark__joined_texts(list, separator) -%}
    array_join({{ list }}, {{ separator }})
{%- endmacro %}
