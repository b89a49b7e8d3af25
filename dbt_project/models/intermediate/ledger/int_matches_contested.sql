{{ config(materialized='table') }}

{%- set line = 'la_code, journal_id, line_number' -%}
{%- set due = 'la_code, placement_key, financial_year, financial_period' %}

with lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

dues as (

    {{ dues_without(
        ref('int_commitments_due'), ref('int_matches_by_reference'), ['financial_year']
    ) }}

),

fits as (

    {% for match_method, amount in amounts_owed() -%}
        select
            lines.la_code,
            lines.journal_id,
            lines.line_number,
            lines.posting_date,
            lines.amount_gbp,
            dues.placement_key,
            dues.financial_year,
            dues.financial_period,
            {{ loop.index }} as surest_first,
            '{{ match_method }}' as match_method
        from lines
        inner join dues
            on
                {{ same_provider('lines', 'dues') }}
                and lines.financial_period = dues.financial_period
                and lines.amount_gbp = dues.{{ amount }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (

    select
        *,
        min(placement_key) over (partition by {{ line }})
        = max(placement_key) over (partition by {{ line }}) as fits_one_alone,
        min(concat(journal_id, '/', cast(line_number as varchar))) over (partition by {{ due }})
        <> max(concat(journal_id, '/', cast(line_number as varchar))) over (partition by {{ due }})
            as is_contested
    from fits

),

ranked as (

    select
        *,
        row_number() over (
            partition by {{ due }} order by surest_first, posting_date, journal_id, line_number
        ) as nth
    from counted
    where fits_one_alone and is_contested

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    amount_gbp as matched_gbp,
    match_method
from ranked
where nth = 1
