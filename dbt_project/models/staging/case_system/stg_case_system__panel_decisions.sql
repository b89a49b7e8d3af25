with history as (

    select * from {{ ref('hist_case_system__panel_decisions') }}

)

select
    la_code,
    decision_key,
    placement_key,

    panel,
    basis,

    cast(education_pct as decimal(7, 4)) as education_pct,
    cast(social_care_pct as decimal(7, 4)) as social_care_pct,
    cast(health_pct as decimal(7, 4)) as health_pct,
    cast(fixed_health_gbp as decimal(18, 2)) as fixed_health_gbp,

    decided_date,
    start_date,
    review_due_date,
    end_date,

    _load_id,
    _line

from history
where {{ is_known() }}
