with due as (

    select * from {{ ref('int_cases_due') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(clock as varchar) as clock,
    cast(item_key as varchar) as item_key,
    cast(case_key as varchar) as case_key,
    cast(team as varchar) as team,
    cast(case_holder_key as varchar) as case_holder_key,
    cast(stage as varchar) as stage,
    cast(waiting_for as varchar) as waiting_for,
    cast(due_date as date) as due_date,
    cast(due_in as varchar) as due_in,
    cast(days_overdue as integer) as days_overdue,
    cast(week_start as date) as week_start,
    cast(as_at as date) as as_at
from due
