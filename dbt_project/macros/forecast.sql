{#-
The two run-rates, written here and nowhere else. Amounts are decimal pounds, to the penny, half away
from zero.
-#}

{#- Every period like those so far. -#}
{% macro straight_line(to_date, period, periods) -%}
    {{ money_ratio(to_date, periods, period) }}
{%- endmacro %}

{#- The year before had come so far (`before_to_date`) by now, and ended at `before_whole`. -#}
{% macro seasonal_profile(to_date, before_to_date, before_whole) -%}
    {{ money_ratio(
        to_date,
        'cast((' ~ before_whole ~ ') * 100 as hugeint)',
        'cast((' ~ before_to_date ~ ') * 100 as hugeint)'
    ) }}
{%- endmacro %}

{#- Whether last year's shape can carry this year: a year of credits or nothing has none. -#}
{% macro has_profile(before_to_date, before_whole) -%}
    coalesce({{ before_to_date }} > 0 and {{ before_whole }} > 0, false)
{%- endmacro %}

{#- Periods of a financial year that were over by the reporting date's evening, 0 to 12. -#}
{% macro periods_over(start_year) -%}
    {%- set april = "cast(concat(cast(" ~ start_year ~ " as varchar), '-04-01') as date)" -%}
    least(greatest(
        {{ dbt.datediff(april, dbt.dateadd('day', 1, reporting_date()), 'month') }}, 0
    ), 12)
{%- endmacro %}
