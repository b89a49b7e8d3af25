with requests as (

    select * from {{ ref('stg_case_system__requests') }}

),

held_on_as_at as (

    select
        la_code,
        request_key,
        request_outcome,
        request_outcome_date
    from {{ ref('hist_case_system__requests') }}
    where {{ is_known(reporting_date()) }}

),

first_plans as (

    select
        la_code,
        request_key,
        min(start_date) as first_start
    from {{ ref('stg_case_system__plans') }}
    group by la_code, request_key

),

-- An outcome without a date (a withdrawal has none) is taken from the extract of as_at, where there
-- is one.
dated as (

    select
        requests.*,
        first_plans.first_start,
        requests.request_outcome in ('W', 'Y', 'N')
        and requests.request_outcome_date is null
        and held_on_as_at.request_key is not null as is_as_held_on_as_at,
        held_on_as_at.request_outcome as outcome_on_as_at,
        held_on_as_at.request_outcome_date as outcome_date_on_as_at
    from requests
    left join held_on_as_at
        on
            requests.la_code = held_on_as_at.la_code
            and requests.request_key = held_on_as_at.request_key
    left join first_plans
        on
            requests.la_code = first_plans.la_code
            and requests.request_key = first_plans.request_key

),

rolled_back as (

    select
        *,
        case when is_as_held_on_as_at then outcome_on_as_at else request_outcome end as outcome,
        case when is_as_held_on_as_at then outcome_date_on_as_at else request_outcome_date end
            as outcome_date
    from dated

)

select
    la_code,
    request_key,
    person_key,

    request_source,
    team,
    case_holder_key,
    case when {{ is_after_as_at('outcome_date') }} then 'A' else outcome end as request_outcome,
    {{ null_if_after_as_at('outcome_date', 'exported_la') }} as exported_la,

    is_in_youth_accommodation,
    {{ is_after_as_at('outcome_date') }} as is_decision_ahead,

    received_date,
    {{ null_if_after_as_at('outcome_date') }} as request_outcome_date

from rolled_back
-- A historical request has no date of receipt: it exists from its first known date on.
where not {{ is_after_as_at('coalesce(received_date, request_outcome_date, first_start)') }}
