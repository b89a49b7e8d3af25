{#-
Pieces of the matching of ledger lines with what is owed to providers. Lines and dues are relations
or CTEs; a line is la_code, journal_id, line_number, a due la_code, placement_key, financial_year,
financial_period.
-#}

{#- Methods by what is owed for a placement and month, surest first, with the amount compared. -#}
{% macro amounts_owed() -%}
    {{ return([
        ('amount_of_period', 'due_gbp'),
        ('full_amount_of_period', 'full_gbp'),
        ('twelfth_of_price', 'twelfth_gbp'),
        ('third_of_price', 'third_gbp'),
    ]) }}
{%- endmacro %}

{#- Lines that are not among those taken. -#}
{% macro lines_without(lines, taken) -%}
    select lines.*
    from {{ lines }} as lines
    left join (select distinct la_code, journal_id, line_number from {{ taken }}) as taken
        on
            lines.la_code = taken.la_code
            and lines.journal_id = taken.journal_id
            and lines.line_number = taken.line_number
    where taken.la_code is null
{%- endmacro %}

{#- Dues that are not among those taken, by placement and the columns given. -#}
{% macro dues_without(dues, taken, columns) -%}
    select dues.*
    from {{ dues }} as dues
    left join (
        select distinct la_code, placement_key, {{ columns | join(', ') }} from {{ taken }}
    ) as taken
        on
            dues.la_code = taken.la_code
            and dues.placement_key = taken.placement_key
            {%- for column in columns %}
            and dues.{{ column }} = taken.{{ column }}
            {%- endfor %}
    where taken.la_code is null
{%- endmacro %}

{#- Lines and dues of one provider, category and year; `on` adds what else must agree. -#}
{% macro same_provider(lines, dues) -%}
    {{ lines }}.la_code = {{ dues }}.la_code
    and {{ lines }}.provider_id = {{ dues }}.provider_id
    and {{ lines }}.spend_category = {{ dues }}.spend_category
    and {{ lines }}.financial_year = {{ dues }}.financial_year
{%- endmacro %}

{#-
Lines whose amount is exactly a due one, `periods_later` than it was due. Of equal amounts the first
line pays for the first placement, the second for the second.
-#}
{% macro matches_of_amount(match_method, lines, dues, amount, periods_later) -%}
    {%- set alike = 'la_code, provider_id, spend_category, financial_year, financial_period' -%}
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
                partition by {{ alike }}, amount_gbp order by posting_date, journal_id, line_number
            ) as nth
        from {{ lines }}
    ) as lines
    inner join (
        select
            *,
            row_number() over (
                partition by {{ alike }}, {{ amount }} order by placement_key
            ) as nth
        from {{ dues }}
    ) as dues
        on
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period + {{ periods_later }}
            and lines.amount_gbp = dues.{{ amount }}
            and lines.nth = dues.nth
{%- endmacro %}

{#- Lines that are exactly the sum of two or more dues of a provider's period. -#}
{% macro lines_of_sums(lines, dues) -%}
    select lines.*
    from {{ lines }} as lines
    inner join (
        select
            la_code,
            provider_id,
            spend_category,
            financial_year,
            financial_period,
            sum(due_gbp) as due_gbp
        from {{ dues }}
        group by la_code, provider_id, spend_category, financial_year, financial_period
        having count(*) > 1
    ) as sums
        on
            {{ same_provider('lines', 'sums') }}
            and lines.financial_period = sums.financial_period
            and lines.amount_gbp = sums.due_gbp
{%- endmacro %}
