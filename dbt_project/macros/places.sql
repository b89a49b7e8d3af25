{#- The phase of places as dimensions spell it: 'Post 16' is post_16; nothing is not_stated. -#}
{% macro place_phase(phase) -%}
    coalesce(nullif(
        lower(replace(replace(trim({{ phase }}), ' ', '_'), '-', '_')), ''
    ), 'not_stated')
{%- endmacro %}

{#- The need that places are for, as a code; nothing is not_recorded. -#}
{% macro place_need(primary_need) -%}
    coalesce(nullif(upper(trim({{ primary_need }})), ''), 'not_recorded')
{%- endmacro %}
