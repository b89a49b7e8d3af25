{#- The reporting date as a SQL date: the only place that reads the var `as_at`. -#}
{% macro reporting_date() -%}
    cast('{{ var("as_at") }}' as date)
{%- endmacro %}

{#-
The night whose knowledge the marts are built from: the only place that reads the var `known_on`.
Without it, that of the reporting date: figures for a past date come out as they were known then.
-#}
{% macro known_on() -%}
    cast('{{ var("known_on", none) or var("as_at") }}' as date)
{%- endmacro %}

{#- Whether a version of a row was held by the system on a night: the one that the marts know. -#}
{% macro is_known(on=none) -%}
    {%- set night = on or known_on() -%}
    valid_from <= {{ night }} and (valid_to is null or valid_to > {{ night }})
{%- endmacro %}
