with receipts as (

    select * from {{ ref('base_ingest__receipts') }}

),

listed as (

    select
        la_code,
        load_id,
        source,
        dataset,
        release,
        business_date,
        received_at,
        from_json(checks, '["json"]') as checks
    from receipts

),

numbered as (

    select
        la_code,
        load_id,
        source,
        dataset,
        release,
        business_date,
        received_at,
        unnest(checks) as entry,
        generate_subscripts(checks, 1) as check_number
    from listed

)

select
    la_code,
    load_id,
    check_number,
    source,
    dataset,
    release,
    business_date,
    received_at,
    json_extract_string(entry, '$.check') as expectation,
    json_extract_string(entry, '$.rule') as rule_name,
    json_extract_string(entry, '$.then') as severity,
    cast(json_extract_string(entry, '$.success') as boolean) as success,
    cast(json_extract_string(entry, '$.rows_failed') as bigint) as rows_failed,
    json_extract_string(entry, '$.outcome') as outcome,
    json_extract_string(entry, '$.waived_by') as waived_by,
    cast(json_extract_string(entry, '$.waived_until') as date) as waived_until
from numbered
