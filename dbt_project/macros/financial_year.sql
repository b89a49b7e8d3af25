{#- '2025-26' of a day in it; the financial year runs from 1 April to 31 March. -#}
{% macro financial_year_of(day) -%}
    {%- set april = "cast(extract(year from " ~ dbt.dateadd('month', -3, day) ~ ") as integer)" -%}
    concat(
        cast({{ april }} as varchar), '-', substr(cast({{ april }} + 1 as varchar), 3, 2)
    )
{%- endmacro %}

{#- 1 = April … 12 = March. -#}
{% macro financial_period_of(day) -%}
    cast(extract(month from {{ dbt.dateadd('month', -3, day) }}) as integer)
{%- endmacro %}

{#- The last day of the financial year that a day is in. -#}
{% macro financial_year_end(day) -%}
    cast(
        {{ dbt.dateadd('day', -1, dbt.dateadd('month', 15, dbt.date_trunc(
            'year', dbt.dateadd('month', -3, day)
        ))) }} as date
    )
{%- endmacro %}
