{{ config(materialized='table') }}

-- The tables that are published: everything together, by each dimension, and cell by cell. Every
-- further table ties cells together and costs some of them.
with cells as (

    select * from {{ ref('int_needs_profile_cells') }}

)

select
    la_code,
    as_at,
    case
        when grouping(primary_need, phase, setting_type, sex) = 0 then 'cell'
        when grouping(primary_need, phase, setting_type, sex) = 15 then 'all'
        when grouping(primary_need) = 0 then 'primary_need'
        when grouping(phase) = 0 then 'phase'
        when grouping(setting_type) = 0 then 'setting_type'
        else 'sex'
    end as breakdown,
    coalesce(primary_need, 'total') as primary_need,
    coalesce(phase, 'total') as phase,
    coalesce(setting_type, 'total') as setting_type,
    coalesce(sex, 'total') as sex,
    sum(plans) as plans,
    count(*) as cells
from cells
group by grouping sets (
    (la_code, as_at),
    (la_code, as_at, primary_need),
    (la_code, as_at, phase),
    (la_code, as_at, setting_type),
    (la_code, as_at, sex),
    (la_code, as_at, primary_need, phase, setting_type, sex)
)
