{{ config(materialized='table') }}

{%- set amounts_of_dues = [
    'due_gbp', 'full_gbp', 'twelfth_gbp', 'year_gbp', 'full_year_gbp', 'days', 'placements', 'dues',
] %}
{%- set amounts_of_lines = [
    'recovered_gbp', 'repeated_gbp', 'parts_recovered', 'instalment_gbp', 'netted_lines',
] %}
{%- set amounts_of_other_years = ['other_year_gbp', 'paid_after_gbp', 'paid_before_gbp'] %}
{%- set summed = ['paid_gbp'] + amounts_of_other_years + amounts_of_lines
    + (amounts_of_dues | reject('eq', 'days') | list) + ['lines_paid'] %}

-- Paid and due of each unit by period: int_unit_lines and int_unit_dues. other_year_gbp is what is
-- paid for another year; paid_after_gbp and paid_before_gbp are what the year after and the year
-- before pay for this one, negative. A month without dues has the category of others.
with both_sides as (

    select
        la_code,
        unit_key,
        is_group,
        financial_year,
        financial_period,
        cast(null as varchar) as spend_category,
        case when is_recovered or is_for_other_year then 0 else paid_gbp end as paid_gbp,
        case when is_for_other_year then paid_gbp else 0 end as other_year_gbp,
        0 as paid_after_gbp,
        0 as paid_before_gbp,
        case when is_recovered then paid_gbp else 0 end as recovered_gbp,
        case when is_repeated and not is_for_other_year then paid_gbp else 0 end as repeated_gbp,
        case when is_recovered_by_part then 1 else 0 end as parts_recovered,
        case when match_method = 'instalment_of_list' then paid_gbp else 0 end as instalment_gbp,
        case when match_method in ('only_placement', 'provider_year') then 1 else 0 end
            as netted_lines,
        {% for amount in amounts_of_dues -%}
            0 as {{ amount }},
        {% endfor %}
        1 as lines_paid
    from {{ ref('int_unit_lines') }}
    union all
    -- What another year pays counts as paid in the month that it is for, and as timing.
    select
        la_code,
        placement_key as unit_key,
        false as is_group,
        due_year as financial_year,
        due_period as financial_period,
        cast(null as varchar) as spend_category,
        paid_gbp,
        0 as other_year_gbp,
        case when is_in_advance then 0 else -paid_gbp end as paid_after_gbp,
        case when is_in_advance then -paid_gbp else 0 end as paid_before_gbp,
        {% for amount in amounts_of_lines + amounts_of_dues -%}
            0 as {{ amount }},
        {% endfor %}
        0 as lines_paid
    from {{ ref('int_lines_for_other_year') }}
    union all
    select
        la_code,
        unit_key,
        is_group,
        financial_year,
        financial_period,
        spend_category,
        0 as paid_gbp,
        {% for amount in amounts_of_other_years + amounts_of_lines -%}
            0 as {{ amount }},
        {% endfor %}
        due_gbp,
        full_gbp,
        twelfth_gbp,
        year_gbp,
        full_year_gbp,
        days,
        placements,
        1 as dues,
        0 as lines_paid
    from {{ ref('int_unit_dues') }}

),

periods as (

    select
        la_code,
        unit_key,
        is_group,
        financial_year,
        financial_period,
        coalesce(
            min(spend_category),
            min(min(spend_category)) over (partition by la_code, unit_key, financial_year),
            min(min(spend_category)) over (partition by la_code, unit_key)
        ) as spend_category,
        {% for amount in summed if amount.endswith('_gbp') -%}
            cast(sum({{ amount }}) as decimal(18, 2)) as {{ amount }},
        {% endfor %}
        {% for number in summed if not number.endswith('_gbp') -%}
            cast(sum({{ number }}) as bigint) as {{ number }},
        {% endfor %}
        -- Not summed, so that due_gbp by days is what one day of a whole group costs.
        max(days) as days
    from both_sides
    group by la_code, unit_key, is_group, financial_year, financial_period

)

-- The inner join leaves out years of which no ledger was received.
select
    periods.*,
    {{ is_place_funding('periods.unit_key') }} as is_place_funding,
    sum(periods.netted_lines) over (
        partition by periods.la_code, periods.unit_key, periods.financial_year
    ) > 0 as is_provider_total,
    years.latest_month,
    periods.financial_period <= years.latest_period as is_covered
from periods
inner join {{ ref('int_ledger_years') }} as years
    on periods.la_code = years.la_code and periods.financial_year = years.financial_year
