{{ config(materialized='table') }}

with ends as (

    select * from {{ ref('int_clock_ends_requests') }}
    union all
    select * from {{ ref('int_clock_ends_reviews') }}

)

select
    la_code,
    case_key,
    clock,
    limit_days,
    counted_on,
    cast({{ dbt.date_trunc('month', 'counted_on') }} as date) as month_start,
    days_taken,
    in_time,
    has_ended,
    has_exception
from ends
-- A clock without a start or an end has no event.
where counted_on is not null and in_time is not null
