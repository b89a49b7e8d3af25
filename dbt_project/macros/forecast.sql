{#-
The run-rates of the forecast and of its back-test. Amounts are decimal pounds, rounded to the
penny, half away from zero.
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

{#-
Corrected profile. The expected cost of this year is the outturn of the year before, plus what this
year has posted more than the year before by now. The share of the year before that came after this
period is taken of it as still to come. Unlike in the seasonal profile, a bill that is early or late
this year is not multiplied.
-#}
{% macro corrected_profile(to_date, before_to_date, before_whole) -%}
    ({{ to_date }}) + {{ money_ratio(
        '(' ~ before_whole ~ ') - (' ~ before_to_date ~ ')',
        'cast(((' ~ before_whole ~ ') + (' ~ to_date ~ ') - (' ~ before_to_date
        ~ ')) * 100 as hugeint)',
        'cast((' ~ before_whole ~ ') * 100 as hugeint)'
    ) }}
{%- endmacro %}

{#-
Whether the year before gives a profile: its postings by now had the same sign as its outturn
(negative for income).
-#}
{% macro has_profile(before_to_date, before_whole) -%}
    coalesce(sign({{ before_to_date }}) * sign({{ before_whole }}) = 1, false)
{%- endmacro %}

{#- Periods of a financial year that are over at the end of the reporting date, 0 to 12. -#}
{% macro periods_over(start_year) -%}
    {%- set april = "cast(concat(cast(" ~ start_year ~ " as varchar), '-04-01') as date)" -%}
    least(greatest(
        {{ dbt.datediff(april, dbt.dateadd('day', 1, reporting_date()), 'month') }}, 0
    ), 12)
{%- endmacro %}

{#- What a forecast may miss by: a percentage of it with one decimal, in decimal pounds. -#}
{% macro miss_gbp(forecast, pct) -%}
    {{ money_ratio('abs(' ~ forecast ~ ')', 'cast(' ~ pct ~ ' * 10 as bigint)', '1000') }}
{%- endmacro %}
