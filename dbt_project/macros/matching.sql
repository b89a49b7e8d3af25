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

{#-
One row per match: a line whose amount equals `amount` (a column of the dues, or an expression), and
whose period lies `periods_later` than the due's. Where several lines and dues of a provider have
the same amount, the first line by posting date matches the first placement, the second line the
second placement.
-#}
{% macro equal_amounts(match_method, lines, dues, amount, periods_later=0) -%}
    {%- set provider = 'la_code, provider_id, spend_category, financial_year, financial_period' -%}
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
        from {{ dues }}
    ) as dues
        on
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period + {{ periods_later }}
            and lines.amount_gbp = dues.{{ amount }}
            and lines.nth_of_amount = dues.nth_of_amount
{%- endmacro %}
