{#-
Dates on Spark. The macros of dbt-spark return timestamps, and their months between two dates differ
from those of every other engine. Here months are counted as boundaries that are crossed.
-#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set days = {'day': 1, 'week': 7} -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12} -%}
    {%- if datepart in days -%}
        date_add(
            {{ from_date_or_timestamp }}, cast(({{ interval }}) * {{ days[datepart] }} as int)
        )
    {%- else -%}
        add_months(
            {{ from_date_or_timestamp }}, cast(({{ interval }}) * {{ months[datepart] }} as int)
        )
    {%- endif -%}
{%- endmacro %}

{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'day' -%}
        cast(datediff({{ second_date }}, {{ first_date }}) as bigint)
    {%- elif datepart == 'month' -%}
        cast(12 * (year({{ second_date }}) - year({{ first_date }}))
        + month({{ second_date }}) - month({{ first_date }}) as bigint)
    {%- elif datepart == 'year' -%}
        cast(year({{ second_date }}) - year({{ first_date }}) as bigint)
    {%- else -%}
        {{ exceptions.raise_compiler_error("Spark counts no " ~ datepart ~ "s between dates.") }}
    {%- endif -%}
{%- endmacro %}

{#- The whole numbers from 1 to a number, as a query of generated_number. -#}
{% macro spark__generate_series(upper_bound) -%}
    select id as generated_number from range(1, {{ upper_bound }} + 1)
{%- endmacro %}
