{#-
A CTE that several later ones read, in a chain of such CTEs. DuckDB computes a CTE once. Spark puts
its query wherever its name stands, so that each link of a chain multiplies the query; there, the
CTE is written as a table first (macros/spark/kept_ctes.sql).
-#}
{% macro kept_cte(name) -%}
    {{ return(adapter.dispatch('kept_cte')(name, caller())) }}
{%- endmacro %}

{% macro default__kept_cte(name, query) -%}
    {{ return(query) }}
{%- endmacro %}
