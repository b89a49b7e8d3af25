{{ config(materialized='table') }}

-- Each journal with the misposted payments that it comes to: those of a provider or a placement of
-- one month, or of several months in a row.
with journals as (

    select * from {{ ref('int_journals_moving') }}

),

months as (
    {% for known_for in ['provider_id', 'placement_key'] %}
        select
            la_code,
            financial_year,
            cost_centre,
            subjective,
            own_category,
            '{{ known_for }}' as known_for,
            {{ known_for }} as known_id,
            financial_period,
            sum(matched_gbp) as misposted_gbp
        from {{ ref('int_lines_misposted') }}
        group by
            la_code, financial_year, cost_centre, subjective, own_category, {{ known_for }},
            financial_period
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select
    journals.la_code,
    journals.journal_id,
    journals.taken_line_number,
    journals.given_line_number,
    journals.financial_year,
    journals.cost_centre,
    journals.subjective,
    months.own_category,
    months.known_for,
    months.known_id,
    first_month.financial_period as first_period,
    last_month.financial_period as last_period,
    row_number() over (
        partition by
            journals.la_code, journals.journal_id, journals.taken_line_number,
            journals.given_line_number
        order by
            months.known_for desc, months.known_id, last_month.financial_period desc
    ) as nth
from journals
inner join months as first_month
    on
        journals.la_code = first_month.la_code
        and journals.financial_year = first_month.financial_year
        and journals.cost_centre = first_month.cost_centre
        and journals.subjective = first_month.subjective
        and journals.own_category = first_month.own_category
inner join months as last_month
    on
        first_month.la_code = last_month.la_code
        and first_month.financial_year = last_month.financial_year
        and first_month.cost_centre = last_month.cost_centre
        and first_month.subjective = last_month.subjective
        and first_month.own_category = last_month.own_category
        and first_month.known_for = last_month.known_for
        and first_month.known_id = last_month.known_id
        and last_month.financial_period
        between first_month.financial_period and journals.financial_period
inner join months
    on
        first_month.la_code = months.la_code
        and first_month.financial_year = months.financial_year
        and first_month.cost_centre = months.cost_centre
        and first_month.subjective = months.subjective
        and first_month.own_category = months.own_category
        and first_month.known_for = months.known_for
        and first_month.known_id = months.known_id
        and months.financial_period
        between first_month.financial_period and last_month.financial_period
group by
    journals.la_code, journals.journal_id, journals.taken_line_number,
    journals.given_line_number, journals.financial_year, journals.cost_centre,
    journals.subjective, months.own_category, months.known_for, months.known_id,
    first_month.financial_period, last_month.financial_period
having
    abs(sum(months.misposted_gbp) - max(journals.amount_gbp))
    <= {{ var('drift_within_gbp') }}
