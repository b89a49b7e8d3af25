with quarantined as (

    select * from {{ source('ingest', 'quarantine') }}

)

select
    load_id,
    la_code,
    source,
    dataset,
    business_date,
    line_number,
    row_key,
    array_to_string(reasons, '; ') as reasons
from quarantined
