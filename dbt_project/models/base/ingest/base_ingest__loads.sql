-- The one place that decides which files the warehouse is built from.
with receipts as (

    select * from {{ ref('base_ingest__receipts') }}

),

accepted as (

    select
        la_code,
        load_id,
        source,
        dataset,
        business_date,
        mode,
        expired,
        row_number() over (
            partition by la_code, source, dataset, business_date, supersedes_group
            order by precedence desc nulls last, received_at desc nulls last, load_id desc
        ) as newest_first,
        count(*) over (
            partition by la_code, source, dataset, business_date, supersedes_group
        ) as versions
    from receipts
    where outcome in ('accepted', 'accepted_with_rejects')

),

usable as (

    select
        la_code,
        load_id,
        mode,
        row_number() over (
            partition by la_code, source, dataset
            order by business_date desc nulls last, load_id desc
        ) as latest_first
    from accepted
    where
        newest_first = 1
        and not coalesce(expired, false)
        and (mode = 'release' or business_date <= {{ known_on() }})

)

select
    receipts.*,
    accepted.versions - accepted.newest_first + 1 as version,
    coalesce(accepted.newest_first > 1, false) as is_superseded,
    coalesce(accepted.newest_first = 1 and not coalesce(accepted.expired, false), false) as counts,
    coalesce(usable.mode <> 'full' or usable.latest_first = 1, false) as is_current
from receipts
left join accepted
    on
        receipts.la_code = accepted.la_code
        and receipts.load_id = accepted.load_id
left join usable
    on
        receipts.la_code = usable.la_code
        and receipts.load_id = usable.load_id
