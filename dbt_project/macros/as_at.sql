{#-
What happened after the reporting date has not happened. Used by the models int_*_as_at alone; the
marts read those. A fact without a date is taken as it is known.
-#}
{% macro lies_ahead(date) -%}
    coalesce({{ date }} > {{ reporting_date() }}, false)
{%- endmacro %}

{#- A date, or what stands beside it: null while the date lies ahead. -#}
{% macro once_happened(date, value=none) -%}
    case when not {{ lies_ahead(date) }} then {{ value or date }} end
{%- endmacro %}
