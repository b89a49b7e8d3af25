{#-
Whether a row of statutory_clocks is the rule for a clock that started on a day: the rule in force
on that day. A case from before the Act has the first rule.
-#}
{% macro clock_in_force(clocks, started_on) -%}
    greatest({{ started_on }}, cast('{{ var("act_in_force") }}' as date)) >= {{ clocks }}.valid_from
    and greatest({{ started_on }}, cast('{{ var("act_in_force") }}' as date))
    <= {{ clocks }}.valid_to
{%- endmacro %}
