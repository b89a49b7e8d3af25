{{ config(materialized='table') }}

with cells as (

    select
        la_code,
        ward_code,
        primary_need,
        sum(plans) as people
    from {{ ref('int_plans_by_ward') }}
    group by la_code, ward_code, primary_need

),

{{ breakdowns('cells', ['la_code'], ['ward_code', 'primary_need'], 'people') }},

ward_rows as (

    select
        *,
        false as must_suppress
    from breakdowns

),

{{ suppression('ward_rows', ['la_code'], ['ward_code', 'primary_need']) }}

select
    la_code,
    breakdown,
    ward_code,
    primary_need,
    people as plans,
    is_suppressed
from suppressed_rows
