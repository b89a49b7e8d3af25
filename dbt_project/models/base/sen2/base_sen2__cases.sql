with requests as (

    select * from {{ ref('base_sen2__requests_ended') }}

),

candidates as (

    select
        *,
        is_latest or coalesce(ended_in = calendar_year, false) as is_of_return,
        is_latest or coalesce(ceased_in = calendar_year, false) as plan_is_of_return
    from requests
    where is_latest or ended_in = calendar_year or ceased_in = calendar_year

),

-- What several returns have is taken from the latest of them: a request by its child and the day it
-- was received, a plan by its child and its start.
compared as (

    select
        *,
        received_date is null
        or reference_date = max(reference_date) over (
            partition by la_code, person_key, received_date
        ) as is_latest_of_request,
        plan_is_of_return
        and (
            start_date is null
            or reference_date = max(case when plan_is_of_return then reference_date end) over (
                partition by la_code, person_key, start_date
            )
        ) as has_plan
    from candidates

)

select
    la_code,
    return_id,
    request_order,
    person_key,
    {{ sen2_key('request', 'compared', 'request_order') }} as request_key,
    {{ sen2_key('plan', 'compared', 'request_order') }} as plan_key,
    has_plan
from compared
where is_latest_of_request and (is_of_return or has_plan)
