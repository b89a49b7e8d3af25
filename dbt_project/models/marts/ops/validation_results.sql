with checks as (

    select * from {{ ref('stg_ingest__checks') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(load_id as varchar) as load_id,
    cast(check_number as integer) as check_number,
    cast(source as varchar) as source,
    cast({{ dataset_shown() }} as varchar) as dataset,
    cast(business_date as date) as business_date,
    cast({{ dbt.concat(['source', "'.'", 'dataset']) }} as varchar) as suite,
    cast(rule_name as varchar) as rule_name,
    cast(expectation as varchar) as expectation,
    cast(severity as varchar) as severity,
    cast(success as boolean) as success,
    cast(rows_failed as bigint) as rows_failed,
    cast(outcome as varchar) as outcome,
    cast(waived_by as varchar) as waived_by,
    cast(waived_until as date) as waived_until,
    cast(received_at as timestamp) as received_at
from checks
