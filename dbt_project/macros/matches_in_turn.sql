{#-
Matches of lines with dues by amount, by several methods in turn; each compares only the lines and
dues that the methods before it have left. `steps` are [method, column of the dues] or [method,
column, periods that the line lies after the due, 1 or -1 for a penny of rounding more or less].
Where several lines and dues of a provider have the same amount, the first line by posting date
matches the first placement, the second line the second placement. The CTEs are for a query that
begins with `with`.
-#}
{% macro matches_in_turn(lines, dues, steps) -%}
    open_lines_0 as (
        {% call kept_cte('open_lines_0') %}
        select * from {{ lines }}
        where provider_id is not null
        {% endcall %}
    ),

    open_dues_0 as (
        {% call kept_cte('open_dues_0') %}
        select * from {{ dues }}
        where provider_id is not null
        {% endcall %}
    )
    {%- for step in steps %},

    matches_{{ loop.index }} as (
        {% call kept_cte('matches_' ~ loop.index) %}
        {{ equal_amounts(
            step[0], 'open_lines_' ~ loop.index0, 'open_dues_' ~ loop.index0, step[1],
            step[2] | default(0), step[3] | default(0)
        ) }}
        {% endcall %}
    ),

    open_lines_{{ loop.index }} as (

        {{ lines_without('open_lines_' ~ loop.index0, 'matches_' ~ loop.index) }}

    ),

    open_dues_{{ loop.index }} as (

        {{ dues_without('open_dues_' ~ loop.index0, 'matches_' ~ loop.index) }}

    )
    {%- endfor %},

    matches_in_turn as (

        {% for step in steps -%}
            select * from matches_{{ loop.index }}
            {% if not loop.last %}union all{% endif %}
        {% endfor %}

    )
{%- endmacro %}

{#- One step of matches_in_turn: a line whose amount equals a column of the dues. -#}
{% macro equal_amounts(match_method, lines, dues, amount, periods_later, rounding) -%}
    {%- set provider = 'la_code, provider_id, spend_category, financial_year, financial_period' -%}
    {%- set fits -%}
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period + {{ periods_later }}
            and lines.amount_gbp = dues.{{ amount }}
            + ({{ rounding }}) * {{ var('rounding_per_month_gbp') }}
    {%- endset -%}
    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        dues.financial_year,
        dues.financial_period,
        dues.placement_key,
        lines.amount_gbp as matched_gbp,
        '{{ match_method }}' as match_method
    from (
        select
            *,
            row_number() over (
                partition by {{ provider }}, amount_gbp
                order by posting_date, journal_id, line_number
            ) as nth_of_amount
        from {{ lines }}
    ) as lines
    inner join (
        select
            *,
            row_number() over (
                partition by {{ provider }}, {{ amount }} order by placement_key
            ) as nth_of_amount
        from {{ dues }} as dues
        -- Most dues are of no line's amount; they need no number.
        where
            exists (
                select 1 from {{ lines }} as lines
                where {{ fits }}
            )
    ) as dues
        on
            {{ fits }}
            and lines.nth_of_amount = dues.nth_of_amount
{%- endmacro %}
