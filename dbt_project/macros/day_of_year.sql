{#- The date of a day (month and day, 02-15) in a year; null where one of them is. -#}
{% macro day_of_year(year, day) -%}
    cast({{ dbt.concat(["cast(" ~ year ~ " as varchar)", "'-'", day]) }} as date)
{%- endmacro %}
