{%- set compared = [
    'hnb_allocation', 'hnb_after_savings', 'in_year_deficit', 'total_after_mitigations',
    'safety_valve_payment', 'retained_deficit'
] -%}
{#- What was agreed, also where the original version was not sent but its positions were. -#}
{%- set agreed_otherwise = {
    'in_year_deficit': 'closing.agreed_position',
    'total_after_mitigations': 'closing.agreed_position',
    'retained_deficit': 'closing.agreed_deficit_gbp',
} -%}

with agreed as (

    select
        la_code,
        financial_year,
        {%- for line in compared %}
            max(case when line = '{{ line }}' then original_gbp end) as original_{{ line }},
            max(case when line = '{{ line }}' then latest_gbp end) as latest_{{ line }},
        {%- endfor %}
        max(
            case
                when line = 'original_agreement_position' then coalesce(original_gbp, latest_gbp)
            end
        ) as agreed_position,
        max(latest_version) as latest_version
    from {{ ref('int_safety_valve_versions') }}
    group by la_code, financial_year

),

-- The high needs forecast against the agreement's allocation. A payment that no file has counts as
-- nil. The opening deficit is the one last reported (int_agreement_openings).
forecast as (

    select
        agreed.*,
        outturn.financial_period,
        years.agreed_deficit_gbp,
        outturn.variance_gbp as forecast_variance_from_budget,
        coalesce(agreed.latest_hnb_allocation, agreed.original_hnb_allocation)
            as forecast_hnb_allocation,
        outturn.forecast_outturn_gbp as forecast_hnb_after_savings,
        outturn.forecast_low_gbp as low_hnb_after_savings,
        outturn.forecast_high_gbp as high_hnb_after_savings,
        outturn.budget_gbp,
        coalesce(agreed.latest_safety_valve_payment, agreed.original_safety_valve_payment, 0)
            as forecast_safety_valve_payment,
        openings.opening_gbp as opening_deficit
    from agreed
    inner join {{ ref('int_dsg_outturn_ranges') }} as outturn
        on
            agreed.la_code = outturn.la_code
            and agreed.financial_year = outturn.financial_year
            and outturn.dsg_block = 'high_needs'
    left join {{ ref('int_safety_valve_years') }} as years
        on
            agreed.la_code = years.la_code
            and agreed.financial_year = years.financial_year
            and agreed.latest_version = years.version
    left join {{ ref('int_agreement_openings') }} as openings
        on
            agreed.la_code = openings.la_code
            and agreed.financial_year = openings.financial_year

),

in_year as (

    select
        *,
        forecast_hnb_after_savings - forecast_hnb_allocation as forecast_in_year_deficit,
        budget_gbp - forecast_hnb_allocation as forecast_budget_above_allocation
    from forecast

),

closing as (

    select
        *,
        forecast_in_year_deficit as forecast_total_after_mitigations,
        opening_deficit + forecast_in_year_deficit - forecast_safety_valve_payment
            as forecast_retained_deficit
    from in_year

)

{% for line in compared + ['variance_from_budget', 'budget_above_allocation'] -%}
    {{ 'union all' if not loop.first }}
    select
        closing.la_code,
        closing.financial_year,
        closing.financial_period,
        lines.line_order,
        lines.line,
        lines.line_label,
        lines.derived,
        {%- if line in compared %}
            coalesce(closing.original_{{ line }}, {{ agreed_otherwise.get(line, 'null') }})
                as original_gbp,
            closing.latest_{{ line }} as latest_gbp,
        {%- else %}
            null as original_gbp,
            null as latest_gbp,
        {%- endif %}
        {%- for bound in ['low', 'high'] %}
            case
                when lines.moves_with_spending
                    then
                        closing.forecast_{{ line }}
                        + closing.{{ bound }}_hnb_after_savings - closing.forecast_hnb_after_savings
            end as forecast_{{ bound }}_gbp,
        {%- endfor %}
        closing.forecast_{{ line }} as forecast_gbp,
        closing.latest_version
    from closing
    inner join {{ ref('forecast_against_agreement_lines') }} as lines on lines.line = '{{ line }}'
{% endfor %}
