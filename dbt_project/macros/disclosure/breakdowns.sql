{#-
The CTE `breakdowns`, made from a table of cells: one row for the whole table ('all'), one for each
total by one dimension, and the cells themselves. A row has 'total' in the dimensions that it sums
over, and in `cells` the number of cells that it sums. There are no totals by two dimensions: each
further kind of total is one more sum that a reader can subtract from, and costs cells.
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
