{#-
Whether a row of statutory_clocks is the rule for a clock that started on a day: the rule of that
day, and for cases older than the Act its first one.
-#}
{% macro clock_in_force(clocks, started_on) -%}
    greatest({{ started_on }}, cast('{{ var("act_in_force") }}' as date)) >= {{ clocks }}.valid_from
    and greatest({{ started_on }}, cast('{{ var("act_in_force") }}' as date))
    <= {{ clocks }}.valid_to
{%- endmacro %}
