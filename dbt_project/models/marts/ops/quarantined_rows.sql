with quarantined as (

    select * from {{ ref('stg_ingest__quarantined_rows') }}

)

select
    cast(load_id as varchar) as load_id,
    cast(la_code as varchar) as la_code,
    cast(source as varchar) as source,
    cast(dataset as varchar) as dataset,
    cast(business_date as date) as business_date,
    cast(line_number as bigint) as line_number,
    cast(row_key as varchar) as row_key,
    cast(reasons as varchar) as reasons
from quarantined
