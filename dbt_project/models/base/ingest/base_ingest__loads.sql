-- The only place that decides which files the warehouse is built from.
with receipts as (

    select * from {{ ref('base_ingest__receipts') }}

),

accepted_loads as (

    select
        la_code,
        load_id,
        source,
        dataset,
        business_date,
        mode,
        coalesce(expired, false) as is_expired,
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

known_loads as (

    select
        la_code,
        load_id,
        mode,
        row_number() over (
            partition by la_code, source, dataset
            order by business_date desc nulls last, load_id desc
        ) as latest_first
    from accepted_loads
    where
        newest_first = 1
        and not is_expired
        and (mode = 'release' or business_date <= {{ known_on() }})

)

select
    receipts.*,
    accepted_loads.versions - accepted_loads.newest_first + 1 as version,
    coalesce(accepted_loads.newest_first > 1, false) as is_superseded,
    coalesce(accepted_loads.newest_first = 1 and not accepted_loads.is_expired, false)
        as is_current_version,
    coalesce(known_loads.mode <> 'full' or known_loads.latest_first = 1, false) as is_current
from receipts
left join accepted_loads
    on
        receipts.la_code = accepted_loads.la_code
        and receipts.load_id = accepted_loads.load_id
left join known_loads
    on
        receipts.la_code = known_loads.la_code
        and receipts.load_id = known_loads.load_id
