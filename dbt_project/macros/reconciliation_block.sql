{#-
The block of a journal line in the reconciliation: its line of dsg_outturn, so that both start from
one figure. The general fund, and accounts that are not in the chart, are in no such line.
-#}
{% macro reconciliation_block(table='') -%}
    coalesce({{ table }}outturn_line, {{ table }}dsg_block, 'not_in_chart')
{%- endmacro %}
