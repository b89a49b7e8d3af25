{#- Rules 1 and 2 of suppression: the CTEs `placed`, all rows in the order to go, and `totals`. -#}
{% macro hidden_totals(rows_cte, tables, dimensions) -%}
{%- set table_columns = tables | join(', ') -%}
judged as (

    select
        *,
        must_hide
        or people < 6
        or (breakdown <> 'cell' and people - cells < {{ room_enough() }}) as is_sensitive
    from {{ rows_cte }}

),

-- Sensitive rows first, then the others by size: whatever must go besides goes in this order.
placed as (

    select
        judged.*,
        judged.is_sensitive or whole.is_sensitive as is_first,
        row_number() over (
            partition by
                {% for column in tables %}judged.{{ column }}, {% endfor %}judged.breakdown
            order by
                case when judged.is_sensitive then 0 else 1 end,
                judged.people
                {%- for dimension in dimensions %}, judged.{{ dimension }}{% endfor %}
        ) as place
    from judged
    inner join judged as whole
        on whole.breakdown = 'all' and
        {{- same_table(tables, 'judged', 'whole') }}

),

totals_in_order as (

    select
        *,
        max(case when is_first then 1 else 0 end)
            over (partition by {{ table_columns }}, breakdown) as any_first,
        coalesce(sum(people - cells) over (
            partition by {{ table_columns }}, breakdown
            order by place rows between unbounded preceding and 1 preceding
        ), 0) as room_before
    from placed
    where breakdown <> 'cell'

),

totals as (

    select
        *,
        is_first or (
            breakdown <> 'all' and any_first = 1
            and (place <= 2 or room_before < {{ room_enough() }})
        ) as is_hidden
    from totals_in_order

)
{%- endmacro %}
