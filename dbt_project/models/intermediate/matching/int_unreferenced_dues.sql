{{ config(materialized='table') }}

-- Where a reference names a placement in a year, all its invoices of the year are taken to do so.
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

select dues.*
from dues
left join referenced_placements
    on
        dues.la_code = referenced_placements.la_code
        and dues.placement_key = referenced_placements.placement_key
        and dues.financial_year = referenced_placements.financial_year
where referenced_placements.la_code is null
