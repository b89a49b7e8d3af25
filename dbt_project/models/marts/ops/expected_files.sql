with expected as (

    select
        *,
        case
            when load_id is null and is_due then 'missing'
            when load_id is null then 'not_yet_due'
            when outcome = 'rejected' then 'rejected'
            when received_at > due_by then 'late'
            when outcome = 'duplicate' then 'duplicate'
            else 'received'
        end as status
    from {{ ref('int_expected_files') }}

),

first_due_date as (

    select min(shown_since) as shown_since
    from {{ ref('stg_ingest__expected_files') }}

),

unrecognised as (

    select receipts.*
    from {{ ref('base_ingest__receipts') }} as receipts
    cross join first_due_date
    -- Where no file is expected yet, because no name was recognised, all of them are shown.
    where
        receipts.dataset is null
        and receipts.outcome = 'rejected'  -- an archive of known files has no dataset either
        and (
            first_due_date.shown_since is null
            or receipts.received_at >= cast(first_due_date.shown_since as timestamp)
        )

)

select
    cast(la_code as varchar) as la_code,
    cast(source as varchar) as source,
    cast(dataset as varchar) as dataset,
    cast(due_date as date) as due_date,
    cast(due_by as timestamp) as due_by,
    cast(status as varchar) as status,
    cast(received_at as timestamp) as received_at,
    cast(
        case when status = 'late' then {{ dbt.datediff('due_by', 'received_at', 'day') }} end
        as bigint
    ) as days_late,
    cast(business_date as date) as business_date,
    cast(file_name as varchar) as file_name,
    cast(file_path as varchar) as file_path,
    cast(load_id as varchar) as load_id,
    cast(outcome as varchar) as outcome,
    cast(last_business_date as date) as last_business_date
from expected

union all

select
    cast(la_code as varchar) as la_code,
    cast(source as varchar) as source,
    cast(null as varchar) as dataset,
    cast(null as date) as due_date,
    cast(null as timestamp) as due_by,
    cast('unrecognised' as varchar) as status,
    cast(received_at as timestamp) as received_at,
    cast(null as bigint) as days_late,
    cast(null as date) as business_date,
    cast(file_name as varchar) as file_name,
    cast(file_path as varchar) as file_path,
    cast(load_id as varchar) as load_id,
    cast(outcome as varchar) as outcome,
    cast(null as date) as last_business_date
from unrecognised
