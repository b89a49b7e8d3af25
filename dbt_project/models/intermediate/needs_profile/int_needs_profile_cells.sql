{{ config(materialized='table') }}

with plans as (

    select * from {{ ref('int_plans_on_snapshots') }}

)

select
    la_code,
    as_at,
    primary_need,
    phase,
    setting_type,
    sex,
    count(*) as plans
from plans
group by la_code, as_at, primary_need, phase, setting_type, sex
