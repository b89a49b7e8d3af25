{#-
The rows that suppression judges, out of the cells: the whole, the totals of each dimension, and
the cells. Every further breakdown would tie cells together and cost some of them.
-#}
{% macro breakdowns(cells_cte, tables, dimensions, count) -%}
{%- set table_columns = tables | join(', ') -%}
breakdowns as (
    {% for breakdown in ['all'] + dimensions %}
    select
        {{ table_columns }},
        '{{ breakdown }}' as breakdown,
        {%- for dimension in dimensions %}
        {{ dimension if dimension == breakdown else "'total' as " ~ dimension }},
        {%- endfor %}
        sum({{ count }}) as {{ count }},
        count(*) as cells
    from {{ cells_cte }}
    group by {{ table_columns }}{{ ', ' ~ breakdown if breakdown in dimensions }}
    union all
    {% endfor %}
    select
        {{ table_columns }},
        'cell' as breakdown,
        {{ dimensions | join(', ') }},
        {{ count }},
        1 as cells
    from {{ cells_cte }}

)
{%- endmacro %}
