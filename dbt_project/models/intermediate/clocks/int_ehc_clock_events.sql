{{ config(materialized='table') }}

with ends as (

    select * from {{ ref('int_clock_ends_requests') }}
    union all
    select * from {{ ref('int_clock_ends_reviews') }}

),

clocks as (

    select * from {{ ref('statutory_clocks') }}

)

select
    ends.la_code,
    ends.case_key,
    ends.clock,
    nullif(clocks.limit_days, 0) as limit_days,
    ends.counted_on,
    cast({{ dbt.date_trunc('month', 'ends.counted_on') }} as date) as month_start,
    ends.days_taken,
    ends.in_time,
    ends.has_ended,
    ends.has_exception
from ends
inner join clocks on ends.clock = clocks.clock
-- A clock without a start or an end has no event.
where ends.counted_on is not null and ends.in_time is not null
