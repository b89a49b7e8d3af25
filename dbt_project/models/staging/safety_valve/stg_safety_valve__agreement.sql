with history as (

    select * from {{ ref('hist_safety_valve__agreement') }}

)

select
    la_code,
    version,
    financial_year,
    line,
    status,

    cast(amount as decimal(18, 2)) as amount_gbp,

    _load_id,
    _line

from history
where {{ is_known() }}
