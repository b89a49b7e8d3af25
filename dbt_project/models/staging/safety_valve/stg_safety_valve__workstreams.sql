with history as (

    select * from {{ ref('hist_safety_valve__workstreams') }}

)

select
    la_code,
    workstream,
    financial_year,
    as_at as reported_on,
    schedule,
    rag as reported_rag,
    owner_role,
    progress,
    next_steps,

    cast(target as decimal(18, 2)) as target_gbp,
    cast(delivered as decimal(18, 2)) as delivered_gbp,
    cast(forecast as decimal(18, 2)) as forecast_gbp,

    _load_id,
    _line

from history
where {{ is_known() }}
