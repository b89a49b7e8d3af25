with recorded as (

    select
        requests.la_code,
        requests.request_outcome,
        requests.decision_date,
        requests.not_to_issue_date,
        requests.final_plan_date,
        of_request.had_request_mediation,
        of_request.had_request_tribunal,
        of_assessment.had_assessment_mediation,
        of_assessment.had_assessment_tribunal,
        of_assessment.had_other_mediation,
        of_assessment.had_other_tribunal
    from {{ ref('int_ehc_requests_timed') }} as requests
    left join {{ ref('stg_case_system__requests') }} as of_request
        on requests.la_code = of_request.la_code and requests.request_key = of_request.request_key
    left join {{ ref('stg_case_system__assessments') }} as of_assessment
        on
            requests.la_code = of_assessment.la_code
            and requests.request_key = of_assessment.request_key

),

decided as (

    select
        la_code,
        'not_to_assess' as decision,
        'Not to assess' as decision_label,
        decision_date as decided_on,
        had_request_mediation as had_mediation,
        had_request_tribunal as had_appeal
    from recorded
    where request_outcome = 'N'
    union all
    select
        la_code,
        'not_to_issue' as decision,
        'Not to issue a plan' as decision_label,
        not_to_issue_date as decided_on,
        had_assessment_mediation as had_mediation,
        had_assessment_tribunal as had_appeal
    from recorded
    union all
    select
        la_code,
        'other' as decision,
        'Another decision about the assessment or its plan' as decision_label,
        coalesce(final_plan_date, not_to_issue_date) as decided_on,
        had_other_mediation as had_mediation,
        had_other_tribunal as had_appeal
    from recorded

),

-- Where no decision of a year has a flag, null says that it was not recorded.
counted as (

    select
        la_code,
        extract(year from decided_on) as calendar_year,
        decision,
        decision_label,
        count(*) as decisions,
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
