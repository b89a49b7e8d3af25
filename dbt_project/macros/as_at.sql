{#-
Events after the reporting date are left out. Models int_*_as_at use these macros, and marts read
those models. A fact without a date is kept as known.
-#}
{% macro is_after_as_at(date) -%}
    coalesce({{ date }} > {{ reporting_date() }}, false)
{%- endmacro %}

{#- A date, or a value that belongs to it; null where the date is after the reporting date. -#}
{% macro null_if_after_as_at(date, value=none) -%}
    case when not {{ is_after_as_at(date) }} then {{ value or date }} end
{%- endmacro %}
