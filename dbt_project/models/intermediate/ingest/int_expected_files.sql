with due as (

    select * from {{ ref('stg_ingest__expected_files') }}

),

receipts as (

    select * from {{ ref('base_ingest__receipts') }}
    where business_date <= {{ reporting_date() }}

),

answers as (

    select
        due.la_code,
        due.source,
        due.dataset,
        due.due_date,
        receipts.load_id,
        receipts.business_date,
        receipts.file_name,
        receipts.received_at,
        receipts.outcome,
        row_number() over (
            partition by due.la_code, due.source, due.dataset, due.due_date
            order by
                case
                    when receipts.outcome in ('accepted', 'accepted_with_rejects') then 1
                    -- before a duplicate, which may be one of this very file
                    when receipts.outcome = 'rejected' then 2
                    else 3
                end,
                receipts.received_at,
                receipts.load_id
        ) as best_first
    from due
    inner join receipts
        on
            due.la_code = receipts.la_code
            and due.source = receipts.source
            and due.dataset = receipts.dataset
            and due.due_date <= receipts.business_date
            and due.covers_to >= receipts.business_date

),

lasts as (

    select
        due.la_code,
        due.source,
        due.dataset,
        due.due_date,
        max(receipts.business_date) as last_business_date
    from due
    inner join receipts
        on
            due.la_code = receipts.la_code
            and due.source = receipts.source
            and due.dataset = receipts.dataset
            and due.covers_to >= receipts.business_date
    where receipts.outcome in ('accepted', 'accepted_with_rejects')
    group by due.la_code, due.source, due.dataset, due.due_date

)

select
    due.la_code,
    due.source,
    due.dataset,
    due.due_date,
    due.due_by,
    due.is_due,
    answers.load_id,
    answers.business_date,
    answers.file_name,
    answers.received_at,
    answers.outcome,
    lasts.last_business_date
from due
left join answers
    on
        due.la_code = answers.la_code
        and due.source = answers.source
        and due.dataset = answers.dataset
        and due.due_date = answers.due_date
        and answers.best_first = 1
left join lasts
    on
        due.la_code = lasts.la_code
        and due.source = lasts.source
        and due.dataset = lasts.dataset
        and due.due_date = lasts.due_date
