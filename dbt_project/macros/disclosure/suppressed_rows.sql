{#-
Rule 4 of macro suppression, and all rows together.

equations: the sums that a reader can form, and the number of suppressed cells in each. The
suppressed totals of a dimension make one sum together, because the whole less the shown totals is
known.
unprotected_tables: the tables with too few unknown cells for their sums, or an unprotected total.
suppressed_rows: totals and cells, and whether they are suppressed.
-#}
{% macro suppressed_rows(tables, dimensions) -%}
{%- set table_columns = tables | join(', ') -%}
{%- set rounds = var('suppression_rounds') -%}
equations as (
    {% for dimension in dimensions %}
    select
        {{ table_columns }},
        count(case when is_suppressed_{{ rounds }} then 1 end) as unknowns
    from cells_{{ rounds }}
    group by
        {{ table_columns }},
        case when not {{ dimension }}_total_is_suppressed then {{ dimension }} end
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),

unprotected_tables as (

    select {{ table_columns }}
    from equations
    group by {{ table_columns }}
    having
        -- Each unknown cell is in one equation of every dimension.
        sum(unknowns)
        < {{ dimensions | length }} * {{ var('unknowns_per_equation') }}
        * count(case when unknowns > 0 then 1 end)
    union
    select {{ table_columns }}
    from unprotected_totals_{{ rounds }}

),

all_rows as (

    select
        {{ table_columns }}, breakdown, {{ dimensions | join(', ') }}, people, cells,
        is_suppressed
    from totals
    union all
    select
        {{ table_columns }}, breakdown, {{ dimensions | join(', ') }}, people, cells,
        is_suppressed_{{ rounds }} as is_suppressed
    from cells_{{ rounds }}

),

suppressed_rows as (

    select
        {% for column in tables %}all_rows.{{ column }}, {% endfor -%}
        all_rows.breakdown,
        {% for dimension in dimensions %}all_rows.{{ dimension }}, {% endfor -%}
        all_rows.people,
        all_rows.cells,
        all_rows.is_suppressed or (
            unprotected_tables.{{ tables[0] }} is not null
            and all_rows.breakdown not in ('all', '{{ dimensions[0] }}')
        ) as is_suppressed
    from all_rows
    left join unprotected_tables on
        {{- same_table(tables, 'all_rows', 'unprotected_tables') }}

)
{%- endmacro %}
