{#-
Disclosure control of a table of counts: which rows to suppress, so that a reader cannot work out
how few children a suppressed row counts.

Input `rows_cte`: whole tables with their totals and cells, as macro breakdowns makes them. Columns:
those of `tables` (each combination of their values is a table), `breakdown` ('all', a dimension or
'cell'), the dimensions ('total' where summed over), `people` (the count), `cells` (how many cells
the row sums) and `must_suppress` (suppressed whatever its count).
Output: the CTE `suppressed_rows`, with these columns (`must_suppress` excepted) and
`is_suppressed`.

A reader can subtract: a total less the rows of it that are shown is the sum of its suppressed rows.
A suppressed row counts at least one child, since a row without children does not exist. The
children beyond one for each suppressed row are spare: a reader learns a suppressed count to within
the spare. So a sum has no suppressed row, or at least two with a spare of smallest_spare or more.

1. Primary suppression (suppressed_totals): rows of 1 to 5, and totals whose cells have too little
   spare (7 children in 6 cells: five cells of 1 and one of 2). If the whole table is such a total,
   all its rows.
2. Complementary suppression of totals (suppressed_totals): the totals of a dimension sum to the
   whole, so the smallest of them are suppressed until two are and there is spare enough.
3. Complementary suppression of cells (suppressed_cells): a suppressed total's cells are suppressed.
   In a total that is shown, so is the smallest cell until two are and there is spare enough; but
   not a cell that is alone in one of its totals, because the total shows it. A cell is part of a
   total in every dimension, so the rule is applied in rounds.
4. Tables that stay open (suppressed_rows): rule 3 is safe while a reader has far more unknown cells
   than sums. A table with too few, or with a total that the last round leaves unprotected, shows
   the whole and the totals of the first dimension alone.

tests/dbt/test_disclosure.py tests the outcome with a linear programme.
-#}
{% macro suppression(rows_cte, tables, dimensions) -%}
{{ suppressed_totals(rows_cte, tables, dimensions) }},

{{ suppressed_cells(tables, dimensions) }},

{{ suppressed_rows(tables, dimensions) }}
{%- endmacro %}

{#- Join condition: both sides are of one table. -#}
{% macro same_table(tables, one, other) -%}
    {%- for column in tables %}
            {{ 'and ' if not loop.first }}{{ one }}.{{ column }} = {{ other }}.{{ column }}
    {%- endfor %}
{%- endmacro %}
