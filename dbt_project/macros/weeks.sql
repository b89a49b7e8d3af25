{#- Days since Monday, 0 to 6. 1 January 1970 was a Thursday; engines disagree on weekday numbers. -#}
{% macro days_since_monday(day) -%}
    ({{ dbt.datediff("cast('1970-01-01' as date)", day, 'day') }} + 3) % 7
{%- endmacro %}

{#-
The Monday of the week of the next working day after a day: from Friday to Sunday, the next Monday.
-#}
{% macro monday_to_come(day) -%}
    cast({{ dbt.dateadd(
        'day',
        "case when " ~ days_since_monday(day) ~ " >= 4 then 7 else 0 end - ("
        ~ days_since_monday(day) ~ ")",
        day
    ) }} as date)
{%- endmacro %}
