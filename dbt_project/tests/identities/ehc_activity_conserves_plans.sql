-- A returned row is a period whose plans at the end are not those at the start plus the plans
-- begun, less the plans ended.
with activity as (

    select
        *,
        lag(active_at_end) over (
            partition by la_code, period_type order by period_start
        ) as active_at_start
    from {{ ref('ehc_activity') }}

)

select * from activity
where
    active_at_end
    <> coalesce(active_at_start, 0) + plans_issued + plans_transferred_in + plans_begun_otherwise
    - plans_ceased - plans_transferred_out
