{{ config(materialized='table') }}

-- Where a reference names a placement in a year, all its invoices of the year are taken to do so. A
-- month's invoice is for the fee, without one-off prices (int_matches_by_one_off).
with dues as (

    select * from {{ ref('int_commitments_due') }}

),

referenced_placements as (

    select distinct
        la_code,
        placement_key,
        financial_year
    from {{ ref('int_matches_by_reference') }}

)

select
    dues.la_code,
    dues.placement_key,
    dues.financial_year,
    dues.financial_period,
    dues.is_place_funding,
    dues.provider_id,
    dues.provider_urn,
    dues.spend_category,
    dues.days,
    dues.starts,
    dues.ends,
    dues.fee_gbp as due_gbp,
    dues.full_fee_gbp as full_gbp,
    dues.due_gbp as due_with_one_off_gbp,
    dues.health_gbp,
    dues.year_gbp,
    dues.full_year_gbp,
    dues.health_year_gbp,
    dues.twelfth_gbp,
    dues.full_twelfth_gbp,
    dues.third_gbp
from dues
left join referenced_placements
    on
        dues.la_code = referenced_placements.la_code
        and dues.placement_key = referenced_placements.placement_key
        and dues.financial_year = referenced_placements.financial_year
where referenced_placements.la_code is null
