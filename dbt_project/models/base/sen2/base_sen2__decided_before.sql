with requests as (

    select * from {{ ref('base_sen2__requests_ended') }}

),

-- A later return may leave out the day of receipt (SEN2 2.1): then it is the child's open request.
found as (

    select
        requests.la_code,
        requests.return_id,
        requests.request_order,
        earlier.received_date,
        earlier.request_outcome_date,
        row_number() over (
            partition by requests.la_code, requests.return_id, requests.request_order
            order by earlier.reference_date desc, earlier.received_date desc nulls last
        ) as latest_first
    from requests
    inner join requests as earlier
        on
            requests.la_code = earlier.la_code
            and requests.person_key = earlier.person_key
    where
        requests.is_decided_before
        and requests.reference_date > earlier.reference_date
        and earlier.request_outcome = 'Y'
        and earlier.ended_in is null
        and coalesce(requests.received_date, earlier.received_date) = earlier.received_date

)

select
    requests.la_code,
    requests.return_id,
    requests.request_order,
    found.received_date,
    found.request_outcome_date
from requests
left join found
    on
        requests.la_code = found.la_code
        and requests.return_id = found.return_id
        and requests.request_order = found.request_order
        and found.latest_first = 1
where requests.is_decided_before
