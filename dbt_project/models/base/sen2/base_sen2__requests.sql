with requests as (

    {{ rows_of_sen2('sen2_requests') }}

)

select
    cases.la_code,
    cases.request_key,
    cases.person_key,

    requests.request_source,
    case
        when decided_before.request_order is not null then 'Y' else requests.request_outcome
    end as request_outcome,
    requests.exported_la,

    requests.rya,
    requests.request_mediation,
    requests.request_tribunal,

    coalesce(requests.received_date, decided_before.received_date) as received_date,
    coalesce(requests.request_outcome_date, decided_before.request_outcome_date)
        as request_outcome_date,

    cast(null as varchar) as team,
    cast(null as varchar) as case_holder_key,
    requests._load_id,
    requests._line

from requests
inner join {{ ref('base_sen2__cases') }} as cases on {{ of_case('requests') }}
left join {{ ref('base_sen2__decided_before') }} as decided_before
    on
        requests.la_code = decided_before.la_code
        and requests.return_id = decided_before.return_id
        and requests.request_order = decided_before.request_order
