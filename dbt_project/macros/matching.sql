{#-
Pieces of the matching of ledger lines with dues. A line is named by la_code, journal_id,
line_number; a due (what is due for one placement in one period) by la_code, placement_key,
financial_year, financial_period. Arguments are relations or CTEs.
-#}

{#- The lines that are not among those matched. -#}
{% macro lines_without(lines, matches) -%}
    select lines.*
    from {{ lines }} as lines
    left join (select distinct la_code, journal_id, line_number from {{ matches }}) as matched
        on
            lines.la_code = matched.la_code
            and lines.journal_id = matched.journal_id
            and lines.line_number = matched.line_number
    where matched.la_code is null
{%- endmacro %}

{#- The dues that are not among those matched. -#}
{% macro dues_without(dues, matches) -%}
    select dues.*
    from {{ dues }} as dues
    left join (
        select distinct la_code, placement_key, financial_year, financial_period from {{ matches }}
    ) as matched
        on
            dues.la_code = matched.la_code
            and dues.placement_key = matched.placement_key
            and dues.financial_year = matched.financial_year
            and dues.financial_period = matched.financial_period
    where matched.la_code is null
{%- endmacro %}

{#- Join condition: both sides are of one provider, spend category and year. -#}
{% macro same_provider(lines, dues) -%}
    {{ lines }}.la_code = {{ dues }}.la_code
    and {{ lines }}.provider_id = {{ dues }}.provider_id
    and {{ lines }}.spend_category = {{ dues }}.spend_category
    and {{ lines }}.financial_year = {{ dues }}.financial_year
{%- endmacro %}

{#- What one payment can be for a placement of a month, as part_gbp: what is due, a twelfth or a
third of its price; in this order (part_order). -#}
{% macro parts_of_dues(dues) -%}
    {% for amount in ['due_gbp', 'twelfth_gbp', 'third_gbp'] %}
        select
            dues.*,
            {{ loop.index }} as part_order,
            dues.{{ amount }} as part_gbp
        from {{ dues }} as dues
        where dues.{{ amount }} > 0
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
