-- The only place that decides which files the warehouse is built from. Which file replaces which is
-- decided where files are loaded, and is on the receipt (superseded_by).
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
        superseded_by is not null as is_superseded,
        coalesce(expired, false) as is_expired,
        row_number() over (
            partition by la_code, source, dataset, business_date, supersedes_group
            order by precedence nulls first, received_at nulls first, load_id
        ) as version
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
        ) as latest_first,
        business_date <= {{ known_on() }} as is_known,
        row_number() over (
            partition by la_code, source, dataset, business_date <= {{ known_on() }}
            order by business_date desc nulls last, load_id desc
        ) as latest_known_first
    from accepted_loads
    where
        not is_superseded
        and not is_expired
        and not {{ is_left_out() }}
        and (mode = 'release' or business_date <= {{ known_on() }})

)

select
    receipts.*,
    accepted_loads.version,
    coalesce(accepted_loads.is_superseded, false) as is_superseded,
    coalesce(not accepted_loads.is_superseded and not accepted_loads.is_expired, false)
        as is_current_version,
    coalesce(known_loads.mode <> 'full' or known_loads.latest_first = 1, false) as is_current,
    coalesce(known_loads.latest_first = 1, false) as is_latest,
    coalesce(known_loads.is_known and known_loads.latest_known_first = 1, false) as is_latest_known
from receipts
left join accepted_loads
    on
        receipts.la_code = accepted_loads.la_code
        and receipts.load_id = accepted_loads.load_id
left join known_loads
    on
        receipts.la_code = known_loads.la_code
        and receipts.load_id = known_loads.load_id
