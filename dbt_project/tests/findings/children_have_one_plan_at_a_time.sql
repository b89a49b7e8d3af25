-- A returned row is a child with two plans that are maintained at the reporting date: each count of
-- plans has the child twice. To do: enter the day on which the earlier plan ended.
with plans as (

    select * from {{ ref('int_plans_as_at') }}
    where cease_date is null

)

select
    la_code,
    person_key,
    min(start_date) as first_start_date,
    max(start_date) as last_start_date,
    count(*) as plans
from plans
where person_key is not null
group by la_code, person_key
having count(*) > 1
