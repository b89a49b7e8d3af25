with placements as (

    select * from {{ ref('stg_case_system__placements') }}

)

select
    la_code,
    placement_key,
    plan_key,

    urn,
    ukprn,
    sen_setting,
    sen_setting_other,
    placement_rank,
    res,
    wbp,

    is_in_sen_unit,
    is_in_resourced_provision,

    entry_date,
    {{ null_if_after_as_at('leaving_date') }} as leaving_date

from placements
where not {{ is_after_as_at('entry_date') }}
