with requests as (

    select * from {{ ref('int_ehc_requests_timed') }}

),

decided as (

    select
        requests.la_code,
        'not_to_assess' as decision,
        'Not to assess' as decision_label,
        requests.decision_date as decided_on,
        recorded.had_request_mediation as had_mediation,
        recorded.had_request_tribunal as had_appeal
    from requests
    inner join {{ ref('stg_case_system__requests') }} as recorded
        on requests.la_code = recorded.la_code and requests.request_key = recorded.request_key
    where requests.request_outcome = 'N'
    union all
    select
        requests.la_code,
        'not_to_issue' as decision,
        'Not to issue a plan' as decision_label,
        requests.not_to_issue_date as decided_on,
        recorded.had_assessment_mediation as had_mediation,
        recorded.had_assessment_tribunal as had_appeal
    from requests
    inner join {{ ref('stg_case_system__assessments') }} as recorded
        on requests.la_code = recorded.la_code and requests.request_key = recorded.request_key
    union all
    select
        requests.la_code,
        'other' as decision,
        'Another decision about the assessment or its plan' as decision_label,
        coalesce(requests.final_plan_date, requests.not_to_issue_date) as decided_on,
        recorded.had_other_mediation as had_mediation,
        recorded.had_other_tribunal as had_appeal
    from requests
    inner join {{ ref('stg_case_system__assessments') }} as recorded
        on requests.la_code = recorded.la_code and requests.request_key = recorded.request_key

),

counted as (

    select
        la_code,
        extract(year from decided_on) as calendar_year,
        decision,
        decision_label,
        count(*) as decisions,
        -- An authority whose files lack a flag has not had no mediation: it has not recorded any.
        case when count(had_mediation) > 0 then count(case when had_mediation then 1 end) end
            as mediations,
        case when count(had_appeal) > 0 then count(case when had_appeal then 1 end) end as appeals,
        case
            when count(had_mediation) > 0 and count(had_appeal) > 0
                then count(case when had_mediation and had_appeal then 1 end)
        end as appeals_after_mediation
    from decided
    where decided_on is not null
    group by la_code, extract(year from decided_on), decision, decision_label

)

select
    cast(la_code as varchar) as la_code,
    cast(calendar_year as integer) as calendar_year,
    cast(
        calendar_year < extract(year from {{ dbt.dateadd('day', 1, reporting_date()) }}) as boolean
    ) as is_complete,
    cast(decision as varchar) as decision,
    cast(decision_label as varchar) as decision_label,
    cast(decisions as bigint) as decisions,
    cast(mediations as bigint) as mediations,
    {{ rate_pct('mediations', 'decisions') }} as mediations_pct,
    cast(appeals as bigint) as appeals,
    {{ rate_pct('appeals', 'decisions') }} as appeals_pct,
    cast(appeals_after_mediation as bigint) as appeals_after_mediation,
    {{ reporting_date() }} as as_at
from counted
