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

{#- A number that grows by one from each period to the next, also from March to April. -#}
{% macro month_number(financial_year, financial_period) -%}
    12 * cast(substr({{ financial_year }}, 1, 4) as integer) + {{ financial_period }}
{%- endmacro %}

{#- '2025-26' of '2024-25'. -#}
{% macro year_after(financial_year) -%}
    {%- set began = "cast(substr(" ~ financial_year ~ ", 1, 4) as integer)" -%}
    concat(
        cast({{ began }} + 1 as varchar), '-', substr(cast({{ began }} + 2 as varchar), 3, 2)
    )
{%- endmacro %}

{#- '2023-24' of '2024-25'. -#}
{% macro year_before(financial_year) -%}
    {%- set began = "cast(substr(" ~ financial_year ~ ", 1, 4) as integer)" -%}
    concat(cast({{ began }} - 1 as varchar), '-', substr({{ financial_year }}, 3, 2))
{%- endmacro %}

{#- The last day of the financial year that a day is in. -#}
{% macro financial_year_end(day) -%}
    cast(
        {{ dbt.dateadd('day', -1, dbt.dateadd('month', 15, dbt.date_trunc(
            'year', dbt.dateadd('month', -3, day)
        ))) }} as date
    )
{%- endmacro %}

{#- The last day of a period of a financial year; periods 13 and 14 end with the year. -#}
{% macro period_end(financial_year, financial_period) -%}
    {%- set april = "cast(concat(substr(" ~ financial_year ~ ", 1, 4), '-04-01') as date)" -%}
    cast(
        {{ dbt.dateadd('day', -1, dbt.dateadd(
            'month', 'least(' ~ financial_period ~ ', 12)', april
        )) }} as date
    )
{%- endmacro %}
