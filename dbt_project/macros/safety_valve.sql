{#-
A deficit carried from year to year: the first year's opening deficit, plus every year's in-year
deficit, less every year's payment. Null from the first year on that is missing or whose in-year
deficit is unknown. For a select with first_year and a window so_far (one version, years in order).
-#}
{% macro carried_deficit(in_year) -%}
    case
        when count({{ in_year }}) over so_far = start_year - first_year + 1
            then
                first_value(opening_deficit_gbp) over so_far
                + sum({{ in_year }} - safety_valve_payment_gbp) over so_far
    end
{%- endmacro %}

{#- Join condition: a row of stg_settings__rag_limits whose limits a percentage lies between. -#}
{% macro is_rag_of(limits, measure, pct) -%}
    {{ limits }}.measure = '{{ measure }}'
        and ({{ limits }}.at_least_pct is null or {{ pct }} >= {{ limits }}.at_least_pct)
        and ({{ limits }}.below_pct is null or {{ pct }} < {{ limits }}.below_pct)
        and {{ pct }} is not null
{%- endmacro %}
