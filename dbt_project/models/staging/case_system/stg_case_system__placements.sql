with history as (

    select * from {{ ref('hist_case_system__placements') }}

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

    sen_unit as is_in_sen_unit,
    resourced_provision as is_in_resourced_provision,

    entry_date,
    leaving_date,

    _load_id,
    _line

from history
where {{ is_known() }}
