with expected_files as (

    select * from {{ ref('stg_ingest__expected_files') }}

),

receipts as (

    select * from {{ ref('base_ingest__receipts') }}
    where business_date <= {{ reporting_date() }}

),

-- Files whose business date lies in the dates that an expected file covers.
covering_files as (

    select
        expected_files.la_code,
        expected_files.source,
        expected_files.dataset,
        expected_files.due_date,
        receipts.load_id,
        receipts.business_date,
        receipts.file_name,
        receipts.file_path,
        receipts.received_at,
        receipts.outcome,
        row_number() over (
            partition by
                expected_files.la_code, expected_files.source, expected_files.dataset,
                expected_files.due_date
            order by
                case
                    when receipts.outcome in ('accepted', 'accepted_with_rejects') then 1
                    -- Before a duplicate, which may repeat this very file.
                    when receipts.outcome = 'rejected' then 2
                    else 3
                end,
                receipts.received_at,
                receipts.load_id
        ) as best_first
    from expected_files
    inner join receipts
        on
            expected_files.la_code = receipts.la_code
            and expected_files.source = receipts.source
            and expected_files.dataset = receipts.dataset
            and expected_files.due_date <= receipts.business_date
            and expected_files.covers_to >= receipts.business_date

),

latest_accepted as (

    select
        expected_files.la_code,
        expected_files.source,
        expected_files.dataset,
        expected_files.due_date,
        max(receipts.business_date) as last_business_date
    from expected_files
    inner join receipts
        on
            expected_files.la_code = receipts.la_code
            and expected_files.source = receipts.source
            and expected_files.dataset = receipts.dataset
            and expected_files.covers_to >= receipts.business_date
    where receipts.outcome in ('accepted', 'accepted_with_rejects')
    group by
        expected_files.la_code, expected_files.source, expected_files.dataset,
        expected_files.due_date

)

select
    expected_files.la_code,
    expected_files.source,
    expected_files.dataset,
    expected_files.due_date,
    expected_files.due_by,
    expected_files.is_due,
    covering_files.load_id,
    covering_files.business_date,
    covering_files.file_name,
    covering_files.file_path,
    covering_files.received_at,
    covering_files.outcome,
    latest_accepted.last_business_date
from expected_files
left join covering_files
    on
        expected_files.la_code = covering_files.la_code
        and expected_files.source = covering_files.source
        and expected_files.dataset = covering_files.dataset
        and expected_files.due_date = covering_files.due_date
        and covering_files.best_first = 1
left join latest_accepted
    on
        expected_files.la_code = latest_accepted.la_code
        and expected_files.source = latest_accepted.source
        and expected_files.dataset = latest_accepted.dataset
        and expected_files.due_date = latest_accepted.due_date
