-- Each band is a stage of the 20 weeks, up to the due date in law. There are few, because a
-- suppressed band causes another one to be suppressed.
with open_requests as (

    select
        la_code,
        case
            when as_at <= decision_due_date then 'up_to_6_weeks'
            when as_at <= final_plan_due_date then 'over_6_to_20_weeks'
            else 'over_20_weeks'
        end as band
    from {{ ref('int_ehc_requests') }}
    where is_open and days_open is not null

),

cells as (

    select
        la_code,
        band,
        count(*) as people
    from open_requests
    group by la_code, band

),

{{ breakdowns('cells', ['la_code'], ['band'], 'people') }},

rows_of_tables as (

    select
        *,
        false as must_suppress
    from breakdowns

),

{{ suppression('rows_of_tables', ['la_code'], ['band']) }}

select
    cast(la_code as varchar) as la_code,
    {{ reporting_date() }} as as_at,
    cast(band as varchar) as band,
    cast(breakdown = 'all' as boolean) as is_total,
    cast(is_suppressed as boolean) as suppressed,
    cast(case when not is_suppressed then people end as bigint) as requests
from suppressed_rows
-- The table has one dimension, so its totals are its cells.
where breakdown in ('all', 'band')
