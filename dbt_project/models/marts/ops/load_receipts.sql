with loads as (

    select * from {{ ref('base_ingest__loads') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(source as varchar) as source,
    cast({{ dataset_shown() }} as varchar) as dataset,
    cast(business_date as date) as business_date,
    cast(file_name as varchar) as file_name,
    cast(file_path as varchar) as file_path,
    cast(sha256 as varchar) as sha256,
    cast(size_bytes as bigint) as size_bytes,
    cast(load_id as varchar) as load_id,
    cast(mode as varchar) as mode,
    cast(precedence as varchar) as precedence,
    cast(case when is_superseded then 'superseded' else outcome end as varchar) as outcome,
    cast(is_current as boolean) as is_current,
    cast(rows_read as bigint) as rows_read,
    cast(rows_accepted as bigint) as rows_accepted,
    cast(rows_quarantined as bigint) as rows_quarantined,
    cast(rows_duplicate as bigint) as rows_duplicate,
    cast(findings as varchar) as findings,
    cast(received_at as timestamp) as received_at
from loads
