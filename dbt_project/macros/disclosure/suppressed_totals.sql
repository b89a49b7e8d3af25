{#-
Rules 1 and 2 of macro suppression.

sensitive_rows: each row, and whether its own count or spare is too small.
ordered_rows: is_primary (rule 1), and the order in which the rows of a breakdown are suppressed:
sensitive rows first, then the smallest.
ordered_totals: the totals, with the spare of those that come before in the order.
totals: the totals, and whether rules 1 and 2 suppress them.
-#}
{% macro suppressed_totals(rows_cte, tables, dimensions) -%}
{%- set table_columns = tables | join(', ') -%}
sensitive_rows as (

    select
        *,
        must_suppress
        or people < {{ var('smallest_shown_count') }}
        or (breakdown <> 'cell' and people - cells < {{ var('smallest_spare') }}) as is_sensitive
    from {{ rows_cte }}

),

ordered_rows as (
    {% call kept_cte('ordered_rows') %}
    select
        each_row.*,
        each_row.is_sensitive or whole.is_sensitive as is_primary,
        row_number() over (
            partition by
                {% for column in tables %}each_row.{{ column }}, {% endfor %}each_row.breakdown
            order by
                case when each_row.is_sensitive then 0 else 1 end,
                each_row.people
                {%- for dimension in dimensions %}, each_row.{{ dimension }}{% endfor %}
        ) as suppression_order
    from sensitive_rows as each_row
    inner join sensitive_rows as whole
        on whole.breakdown = 'all' and
        {{- same_table(tables, 'each_row', 'whole') }}
    {% endcall %}
),

ordered_totals as (

    select
        *,
        max(case when is_primary then 1 else 0 end)
            over (partition by {{ table_columns }}, breakdown) = 1 as breakdown_has_primary,
        coalesce(sum(people - cells) over (
            partition by {{ table_columns }}, breakdown
            order by suppression_order rows between unbounded preceding and 1 preceding
        ), 0) as spare_before
    from ordered_rows
    where breakdown <> 'cell'

),

totals as (
    {% call kept_cte('totals') %}
    select
        *,
        is_primary or (
            breakdown <> 'all'
            and breakdown_has_primary
            and (suppression_order <= 2 or spare_before < {{ var('smallest_spare') }})
        ) as is_suppressed
    from ordered_totals
    {% endcall %}
)
{%- endmacro %}
