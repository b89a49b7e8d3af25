with history as (

    select * from {{ ref('hist_case_system__needs') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__needs') }}

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

union all

select
    la_code,
    plan_key,
    sen_type_rank,
    sen_type,

    _load_id,
    _line

from of_sen2
