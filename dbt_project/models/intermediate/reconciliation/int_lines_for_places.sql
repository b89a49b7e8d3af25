-- Lines for places that the dataset commissioned_places lacks: a provider of placements is paid one
-- amount in several months without a break, and it is a twelfth of whole places at a national rate.
-- Twelfths of one year differ by a penny, so amounts are compared in pounds.
with providers as (

    select distinct
        dues.la_code,
        dues.provider_id,
        dues.spend_category,
        dues.financial_year
    from {{ ref('int_commitments_due') }} as dues
    inner join {{ ref('place_types') }} as place_types
        on dues.spend_category = place_types.spend_category

),

lines as (

    select
        lines.*,
        round(lines.amount_gbp, 0) as whole_gbp
    from {{ ref('int_lines_left') }} as lines
    inner join providers on {{ same_provider('lines', 'providers') }}
    where
        lines.outturn_line = 'high_needs'
        and lines.amount_gbp > 0
        and (
            {% for rate in var('place_rates_gbp') -%}
                mod(12 * lines.amount_gbp + {{ var('drift_within_gbp') }}, {{ rate }})
                <= 2 * {{ var('drift_within_gbp') }}
                {% if not loop.last %}or {% endif %}
            {% endfor %}
        )

),

amounts as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        cost_centre,
        subjective,
        whole_gbp
    from lines
    group by
        la_code, provider_id, spend_category, financial_year, cost_centre, subjective, whole_gbp
    having
        count(distinct financial_period) >= {{ var('places_seen_in_months') }}
        and count(distinct financial_period) > max(financial_period) - min(financial_period)

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number
from lines
inner join amounts
    on
        {{ same_provider('lines', 'amounts') }}
        and lines.cost_centre = amounts.cost_centre
        and lines.subjective = amounts.subjective
        and lines.whole_gbp = amounts.whole_gbp
