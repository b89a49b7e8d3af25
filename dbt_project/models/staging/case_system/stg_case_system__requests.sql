with history as (

    select * from {{ ref('hist_case_system__requests') }}

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
