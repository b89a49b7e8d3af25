{#- Whether a count may be shown by itself: there is nobody in it, or not too few. -#}
{% macro is_shown(count) -%}
    ({{ count }} = 0 or {{ count }} >= {{ var('smallest_shown_count') }})
{%- endmacro %}
