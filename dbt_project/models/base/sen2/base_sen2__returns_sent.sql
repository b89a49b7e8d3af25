{%- set tables = [
    'sen2_person', 'sen2_requests', 'sen2_assessment', 'sen2_named_plan', 'sen2_active_plans',
    'sen2_placement_detail', 'sen2_sen_need'
] -%}

-- A table can be missing because its blade was not sent, or was rejected.
select
    la_code,
    business_date,
    count(distinct dataset) = {{ tables | length }} as is_complete
from {{ ref('base_ingest__loads') }}
where
    source = 'dfe_census'
    and dataset in ('{{ tables | join("', '") }}')
    and is_current_version
group by la_code, business_date
