{#-
Rule 3 of macro suppression, in rounds numbered from 0.

cells_0: the cells, whether rule 1 or a suppressed total suppresses them (is_suppressed_0), whether
rule 3 may suppress them (can_suppress), and which of their totals are suppressed.
unprotected_totals_N: the shown totals whose suppressed cells are a single one or have too little
spare after N rounds, and the next cell to suppress in each (null: there is none).
cells_N: the cells after N rounds; each round suppresses one cell of each unprotected total.
-#}
{% macro suppressed_cells(tables, dimensions) -%}
{%- set table_columns = tables | join(', ') -%}
{%- set rounds = var('suppression_rounds') -%}
cells_0 as (
    {% call kept_cte('cells_0') %}
    select
        cell.*,
        {%- for dimension in dimensions %}
        {{ dimension }}_total.is_suppressed as {{ dimension }}_total_is_suppressed,
        {%- endfor %}
        {% for dimension in dimensions %}{{ dimension }}_total.cells > 1
        {{ 'and ' if not loop.last }}{% endfor %}as can_suppress,
        cell.is_primary
        {%- for dimension in dimensions %} or {{ dimension }}_total.is_suppressed{% endfor %}
            as is_suppressed_0
    from ordered_rows as cell
    {%- for dimension in dimensions %}
    inner join totals as {{ dimension }}_total
        on
            {{ dimension }}_total.breakdown = '{{ dimension }}'
            and cell.{{ dimension }} = {{ dimension }}_total.{{ dimension }} and
            {{- same_table(tables, 'cell', dimension ~ '_total') }}
    {%- endfor %}
    where cell.breakdown = 'cell'
    {% endcall %}
)

{%- for round in range(rounds + 1) %},

unprotected_totals_{{ round }} as (
    {% for dimension in dimensions %}
    select
        {{ table_columns }},
        min(
            case when can_suppress and not is_suppressed_{{ round }} then suppression_order end
        ) as next_cell
    from cells_{{ round }}
    where not {{ dimension }}_total_is_suppressed
    group by {{ table_columns }}, {{ dimension }}
    having
        count(case when is_suppressed_{{ round }} then 1 end) = 1
        or sum(case when is_suppressed_{{ round }} then people - 1 end)
        < {{ var('smallest_spare') }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

)
{%- if round < rounds %},

cells_{{ round + 1 }} as (
    {% call kept_cte('cells_' ~ (round + 1)) %}
    select
        cells.*,
        cells.is_suppressed_{{ round }} or chosen.next_cell is not null
            as is_suppressed_{{ round + 1 }}
    from cells_{{ round }} as cells
    left join (
        select distinct
            {{ table_columns }},
            next_cell
        from unprotected_totals_{{ round }}
    ) as chosen
        on cells.suppression_order = chosen.next_cell and
        {{- same_table(tables, 'cells', 'chosen') }}
    {% endcall %}
)
{%- endif %}
{%- endfor %}
{%- endmacro %}
