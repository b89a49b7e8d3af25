with history as (

    select * from {{ ref('hist_case_system__requests') }}

),

-- Of authorities that send a SEN2 return and no extracts of their case system.
of_sen2 as (

    select * from {{ ref('base_sen2__requests') }}

)

select
    la_code,
    request_key,
    person_key,

    request_source,
    request_outcome,
    exported_la,
    team,
    case_holder_key,

    rya as is_in_youth_accommodation,
    request_mediation as had_request_mediation,
    request_tribunal as had_request_tribunal,

    received_date,
    request_outcome_date,

    _load_id,
    _line

from history
where {{ is_known() }}

union all

select
    la_code,
    request_key,
    person_key,

    request_source,
    request_outcome,
    exported_la,
    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,

    is_in_youth_accommodation,
    had_request_mediation,
    had_request_tribunal,

    received_date,
    request_outcome_date,

    _load_id,
    _line

from of_sen2
