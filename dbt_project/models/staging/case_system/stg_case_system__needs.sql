with history as (

    select * from {{ ref('hist_case_system__needs') }}

)

select
    la_code,
    plan_key,
    sen_type_rank,
    sen_type,

    _load_id,
    _line

from history
where {{ is_known() }}
