with consultations as (

    select * from {{ ref('stg_case_system__consultations') }}

)

select
    la_code,
    consultation_key,
    plan_key,

    urn,
    {{ null_if_after_as_at('answered_date', 'answer') }} as answer,
    {{ null_if_after_as_at('answered_date', 'reason') }} as reason,

    sent_date,
    {{ null_if_after_as_at('answered_date') }} as answered_date,
    {{ dbt.dateadd('day', var('consultation_days'), 'sent_date') }} as due_date

from consultations
where not {{ is_after_as_at('sent_date') }}
