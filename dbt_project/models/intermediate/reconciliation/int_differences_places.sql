-- Place funding that the dataset commissioned_places lacks: each month a provider is paid the same
-- amount above what is due, and the amount is a twelfth of whole places at a national rate.
with gaps as (

    select
        *,
        min(case when paid_gbp > 0 then gap_gbp end) over unit_year as least_gap_gbp,
        max(case when paid_gbp > 0 then gap_gbp end) over unit_year as most_gap_gbp,
        count(case when paid_gbp > 0 and due_gbp > 0 then 1 end) over unit_year as months_paid,
        {{ var('rounding_per_month_gbp') }} * cast(placements + 1 as integer)
            as places_rounding_gbp
    from {{ ref('int_differences_joint') }}
    window unit_year as (partition by la_code, unit_key, financial_year)

),

whole_places as (

    select
        *,
        is_provider_total
        and due_gbp > 0
        and least_gap_gbp > 0
        and most_gap_gbp - least_gap_gbp <= 2 * places_rounding_gbp
        and months_paid >= {{ var('places_seen_in_months') }}
        and (
            {% for rate in var('place_rates_gbp') -%}
                mod(12 * gap_gbp + 12 * places_rounding_gbp, {{ rate }}) <= 24 * places_rounding_gbp
                {% if not loop.last %}or {% endif %}
            {% endfor %}
        ) as is_place_funding_gap
    from gaps

)

select
    *,
    case when is_place_funding_gap and paid_gbp > 0 then gap_gbp else 0 end as place_funding_gbp
from whole_places
