with requests as (

    {{ rows_of_sen2('sen2_requests') }}

)

select
    cases.la_code,
    cases.request_key,
    cases.person_key,

    requests.request_source,
    requests.request_outcome,
    requests.exported_la,

    requests.rya,
    requests.request_mediation,
    requests.request_tribunal,

    requests.received_date,
    requests.request_outcome_date,

    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    requests._load_id,
    requests._line

from requests
inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('requests') }}
