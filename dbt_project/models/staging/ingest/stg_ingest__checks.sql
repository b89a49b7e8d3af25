with receipts as (

    select * from {{ ref('base_ingest__receipts') }}

),

numbered as (

    {{ json_entries(
        'receipts',
        ['la_code', 'load_id', 'source', 'dataset', 'release', 'business_date', 'received_at'],
        'checks'
    ) }}

)

select
    la_code,
    load_id,
    entry_number as check_number,
    source,
    dataset,
    release,
    business_date,
    received_at,
    {{ json_text('entry', 'check') }} as expectation,
    {{ json_text('entry', 'rule') }} as rule_name,
    {{ json_text('entry', 'then') }} as severity,
    cast({{ json_text('entry', 'success') }} as boolean) as success,
    cast({{ json_text('entry', 'rows_failed') }} as bigint) as rows_failed,
    {{ json_text('entry', 'outcome') }} as outcome,
    {{ json_text('entry', 'waived_by') }} as waived_by,
    cast({{ json_text('entry', 'waived_until') }} as date) as waived_until
from numbered
