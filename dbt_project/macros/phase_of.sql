{#- The phase of a national curriculum year, as dim_phase names it. -#}
{% macro phase_of(curriculum_year) -%}
    case
        when {{ curriculum_year }} is null then 'not_recorded'
        when {{ curriculum_year }} < 0 then 'early_years'
        when {{ curriculum_year }} <= {{ var('last_primary_year') }} then 'primary'
        when {{ curriculum_year }} <= {{ var('last_secondary_year') }} then 'secondary'
        when {{ curriculum_year }} <= {{ var('last_post_16_year') }} then 'post_16'
        else 'post_19'
    end
{%- endmacro %}
