{#-
Days since Monday, 0 to 6. 1 January 1970 was a Thursday; engines disagree on weekday numbers.
-#}
{% macro days_since_monday(day) -%}
    ({{ dbt.datediff("cast('1970-01-01' as date)", day, 'day') }} + 3) % 7
{%- endmacro %}

{#- Monday of this week; from Friday on, of the next week. -#}
{% macro monday_of_this_or_next_week(day) -%}
    cast({{ dbt.dateadd(
        'day',
        "case when " ~ days_since_monday(day) ~ " >= 4 then 7 else 0 end - ("
        ~ days_since_monday(day) ~ ")",
        day
    ) }} as date)
{%- endmacro %}
