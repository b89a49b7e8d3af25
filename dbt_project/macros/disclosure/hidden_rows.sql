{#- Rule 4 of suppression, and all rows together: the CTE `hidden`. -#}
{% macro hidden_rows(tables, dimensions, rounds) -%}
{%- set table_columns = tables | join(', ') -%}
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
