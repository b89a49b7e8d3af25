with requests as (

    {{ rows_of_sen2('sen2_requests') }}

)

select
    la_code,
    {{ sen2_key('request', 'request_order') }} as request_key,
    {{ sen2_key('person', 'person_order') }} as person_key,

    request_source,
    request_outcome,
    exported_la,

    rya as is_in_youth_accommodation,
    request_mediation as had_request_mediation,
    request_tribunal as had_request_tribunal,

    received_date,
    request_outcome_date,

    _load_id,
    _line

from requests
