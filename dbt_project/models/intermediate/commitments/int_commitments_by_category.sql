-- What education has committed to pay for placements and for commissioned places.
with dues as (

    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        education_gbp as committed_gbp
    from {{ ref('int_placement_costs') }}
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        due_gbp as committed_gbp
    from {{ ref('int_place_dues') }}

)

select
    la_code,
    financial_year,
    financial_period,
    spend_category,
    sum(committed_gbp) as committed_gbp
from dues
group by la_code, financial_year, financial_period, spend_category
