with history as (

    select * from {{ ref('hist_case_system__transitions') }}

)

select
    la_code,
    transition_key,
    plan_key,

    pathway,
    status,

    identified_date,
    target_date,
    transitioned_date,

    _load_id,
    _line

from history
where {{ is_known() }}
