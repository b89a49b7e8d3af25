-- By ward alone: totals by need would be those of needs_profile_published, which suppresses others.
with wards as (

    select * from {{ ref('stg_geography__wards') }}

),

cells as (

    select
        la_code,
        counted_on,
        ward_code,
        plans as people
    from {{ ref('int_plans_by_ward_on_census_day') }}

),

{{ breakdowns('cells', ['la_code', 'counted_on'], ['ward_code'], 'people') }},

ward_rows as (

    select
        *,
        false as must_suppress
    from breakdowns

),

{{ suppression('ward_rows', ['la_code', 'counted_on'], ['ward_code']) }}

select
    cast(counted.la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(counted.counted_on as date) as counted_on,
    cast(counted.ward_code as varchar) as ward_code,
    cast(wards.ward_name as varchar) as ward_name,
    cast(counted.breakdown = 'all' as boolean) as is_total,
    cast(counted.is_suppressed as boolean) as suppressed,
    cast(case when not counted.is_suppressed then counted.people end as bigint) as plans
from suppressed_rows as counted
left join wards on counted.la_code = wards.la_code and counted.ward_code = wards.ward_code
-- The table has one dimension, so its totals are its cells.
where counted.breakdown in ('all', 'ward_code')
