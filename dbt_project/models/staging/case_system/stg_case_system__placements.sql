{%- set columns = [
    'la_code', 'placement_key', 'plan_key', 'urn', 'ukprn', 'sen_setting', 'sen_setting_other',
    'placement_rank', 'res', 'wbp', 'sen_unit', 'resourced_provision', 'entry_date',
    'leaving_date', '_load_id', '_line'
] | join(', ') -%}

with known as (

    select {{ columns }} from {{ ref('hist_case_system__placements') }}
    where {{ is_known() }} and {{ is_of_extracts() }}
    union all
    -- Of authorities that send a SEN2 return and no extracts of their case system.
    select {{ columns }} from {{ ref('base_sen2__placements') }}

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

from known
