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

    rya,
    request_mediation,
    request_tribunal,

    received_date,
    request_outcome_date,

    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    _load_id,
    _line

from requests
