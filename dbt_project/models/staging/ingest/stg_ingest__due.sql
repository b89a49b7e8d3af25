with due as (

    select * from {{ source('ingest', 'due') }}

)

select
    la_code,
    source,
    dataset,
    due_date,
    covers_to,
    due_by,
    is_due,
    shown_since
from due
