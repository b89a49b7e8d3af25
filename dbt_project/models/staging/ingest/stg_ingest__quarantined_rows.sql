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
    {{ joined_texts("reasons", "'; '") }} as reasons
from quarantined
