{#-
Disclosure control of a table of counts: which rows to hide, so that nobody can work out how few
children a hidden row stands for.

`rows_cte` holds whole tables, with their totals and their cells. Its columns: those of `tables`
(each combination of their values is a table of its own), `breakdown` ('all', the name of a
dimension, or 'cell'), the dimensions ('total' where a row is added up over one), `people` (the
count), `cells` (how many cells add up to the row), `must_hide` (hidden whatever its count). The
macro gives the CTE `hidden`: those columns and `is_hidden`.

What a reader can do is subtract. A total, less all that is shown in it, is what is hidden in it,
and a hidden cell is at least one child, or it would have no row. What is left beyond that is the
`room` to err in. So where anything is hidden, two rows are or more, with room for 5 or more.

1. Hidden: a row of 1 to 5, and a total whose cells leave no room (7 children in 6 cells are five
   times one and one two). Where that is the whole table, all of it.
2. Totals of a dimension add up to the whole: the smallest go too until there is room.
3. A hidden total takes its cells with it. In one that is shown, the smallest cell goes too until
   there is room, unless it is alone in one of its totals, which would give it away. A cell is part
   of a total in every dimension, so this goes round, `rounds` times.
4. That is safe while a reader has far more unknowns than equations. Where hidden cells are not
   three times the totals they lie in, or a total is not settled, only the whole and the totals of
   the first dimension are shown: one dimension alone can't be crossed with another.

tests/night holds the outcome against a linear programme.
-#}
{% macro room_enough() -%} 5 {%- endmacro %}

{% macro same_table(tables, one, other) -%}
    {%- for column in tables %}
            {{ 'and ' if not loop.first }}{{ one }}.{{ column }} = {{ other }}.{{ column }}
    {%- endfor %}
{%- endmacro %}

{% macro suppression(rows_cte, tables, dimensions, rounds=6) -%}
{{ hidden_totals(rows_cte, tables, dimensions) }},

{{ hidden_cells(tables, dimensions, rounds) }},

{{ hidden_rows(tables, dimensions, rounds) }}
{%- endmacro %}
