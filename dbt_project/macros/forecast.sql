{#-
The two run-rates of the forecast. Amounts are decimal pounds, rounded to the penny, half away from
zero.
-#}

{#- Straight line: the periods to come are like those so far. -#}
{% macro straight_line(to_date, period, periods) -%}
    {{ money_ratio(to_date, periods, period) }}
{%- endmacro %}

{#- Seasonal profile. The year before had `before_to_date` by now and `before_whole` in all. -#}
{% macro seasonal_profile(to_date, before_to_date, before_whole) -%}
    {{ money_ratio(
        to_date,
        'cast((' ~ before_whole ~ ') * 100 as hugeint)',
        'cast((' ~ before_to_date ~ ') * 100 as hugeint)'
    ) }}
{%- endmacro %}

{#- Whether the year before gives a profile: not where its spending is nil or a credit. -#}
{% macro has_profile(before_to_date, before_whole) -%}
    coalesce({{ before_to_date }} > 0 and {{ before_whole }} > 0, false)
{%- endmacro %}

{#- Periods of a financial year that are over at the end of the reporting date, 0 to 12. -#}
{% macro periods_over(start_year) -%}
    {%- set april = "cast(concat(cast(" ~ start_year ~ " as varchar), '-04-01') as date)" -%}
    least(greatest(
        {{ dbt.datediff(april, dbt.dateadd('day', 1, reporting_date()), 'month') }}, 0
    ), 12)
{%- endmacro %}
