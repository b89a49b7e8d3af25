with receipts as (

    select * from {{ source('ingest', 'receipts') }}

)

select
    la_code,
    load_id,
    source,
    dataset,
    business_date,
    mode,

    release,
    file_path,
    file_name,
    sha256,
    raw_sha256,
    size_bytes,
    precedence,
    supersedes_group,
    superseded_by,
    received_at,

    outcome,
    rows_read,
    rows_accepted,
    rows_quarantined,
    rows_duplicate,
    {{ joined_texts("findings", "' | '") }} as findings,
    cast(checks as varchar) as checks,
    expired

from receipts
where {{ is_in_this_build() }}
