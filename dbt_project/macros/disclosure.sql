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
`room` to err in. So where anything is hidden, two rows are or more, with room for 4 or more.

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
{% macro room_enough() -%} 4 {%- endmacro %}

{% macro same_table(tables, one, other) -%}
    {%- for column in tables %}
            {{ 'and ' if not loop.first }}{{ one }}.{{ column }} = {{ other }}.{{ column }}
    {%- endfor %}
{%- endmacro %}

{% macro suppression(rows_cte, tables, dimensions, rounds=6) -%}
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

),

round_0 as (

    select
        cell.*,
        {%- for dimension in dimensions %}
        {{ dimension }}_total.is_hidden as {{ dimension }}_hidden,
        {%- endfor %}
        {% for dimension in dimensions %}{{ dimension }}_total.cells > 1
        {{ 'and ' if not loop.last }}{% endfor %}as may_go,
        cell.is_first
        {%- for dimension in dimensions %} or {{ dimension }}_total.is_hidden{% endfor %}
            as hidden_0
    from placed as cell
    {%- for dimension in dimensions %}
    inner join totals as {{ dimension }}_total
        on
            {{ dimension }}_total.breakdown = '{{ dimension }}'
            and cell.{{ dimension }} = {{ dimension }}_total.{{ dimension }} and
            {{- same_table(tables, 'cell', dimension ~ '_total') }}
    {%- endfor %}
    where cell.breakdown = 'cell'

)

{%- for number in range(rounds + 1) %},

-- The totals that are shown and don't leave room: the place of the cell to go next.
unsettled_{{ number }} as (
    {% for dimension in dimensions %}
    select
        {{ table_columns }},
        min(case when may_go and not hidden_{{ number }} then place end) as next_place
    from round_{{ number }}
    where not {{ dimension }}_hidden
    group by {{ table_columns }}, {{ dimension }}
    having
        count(case when hidden_{{ number }} then 1 end) = 1
        or sum(case when hidden_{{ number }} then people - 1 end) < {{ room_enough() }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

)
{%- if number < rounds %},

round_{{ number + 1 }} as (

    select
        now.*,
        now.hidden_{{ number }} or chosen.next_place is not null as hidden_{{ number + 1 }}
    from round_{{ number }} as now
    left join (
        select distinct
            {{ table_columns }},
            next_place
        from unsettled_{{ number }}
    ) as chosen
        on now.place = chosen.next_place and
        {{- same_table(tables, 'now', 'chosen') }}

)
{%- endif %}
{%- endfor %},

-- A reader's equations: the totals with hidden cells in them; those hidden make one together.
equations as (
    {% for dimension in dimensions %}
    select
        {{ table_columns }},
        count(case when hidden_{{ rounds }} then 1 end) as unknowns
    from round_{{ rounds }}
    group by {{ table_columns }}, case when not {{ dimension }}_hidden then {{ dimension }} end
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),

sparse as (

    select {{ table_columns }}
    from equations
    group by {{ table_columns }}
    having
        sum(unknowns) < {{ dimensions | length }} * 3 * count(case when unknowns > 0 then 1 end)
    union
    select {{ table_columns }}
    from unsettled_{{ rounds }}

),

hidden as (

    select
        every.*,
        every.alone or (
            sparse.{{ tables[0] }} is not null
            and every.breakdown not in ('all', '{{ dimensions[0] }}')
        ) as is_hidden
    from (
        select
            {{ table_columns }}, breakdown, {{ dimensions | join(', ') }}, people, cells,
            is_hidden as alone
        from totals
        union all
        select
            {{ table_columns }}, breakdown, {{ dimensions | join(', ') }}, people, cells,
            hidden_{{ rounds }} as alone
        from round_{{ rounds }}
    ) as every
    left join sparse on
        {{- same_table(tables, 'every', 'sparse') }}

)
{%- endmacro %}
