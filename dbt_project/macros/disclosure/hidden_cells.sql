{#- Rule 3 of suppression: the CTEs `round_0`, the cells that must go, to the last round. -#}
{% macro hidden_cells(tables, dimensions, rounds) -%}
{%- set table_columns = tables | join(', ') -%}
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
{%- endfor %}
{%- endmacro %}
