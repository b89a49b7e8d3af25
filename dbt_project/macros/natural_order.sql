{#-
A text that sorts by the numbers in it: v9 before v10. Letters count without their case, and a
number of up to ten digits is filled up to ten.
-#}
{% macro natural_order(text) -%}
    {{ return(adapter.dispatch('natural_order')(text)) }}
{%- endmacro %}

{% macro duckdb__natural_order(text) -%}
    regexp_replace(
        regexp_replace(lower({{ text }}), '([0-9]+)', '0000000000\1', 'g'),
        '0*([0-9]{10})', '\1', 'g'
    )
{%- endmacro %}

{% macro spark__natural_order(text) -%}
    regexp_replace(
        regexp_replace(lower({{ text }}), '([0-9]+)', '0000000000$1'),
        '0*([0-9]{10})', '$1'
    )
{%- endmacro %}
