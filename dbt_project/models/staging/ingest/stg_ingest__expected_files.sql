with expected_files as (

    select * from {{ source('ingest', 'expected_files') }}

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
from expected_files
