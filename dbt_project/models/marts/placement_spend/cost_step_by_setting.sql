with steps as (

    select * from {{ ref('int_child_steps') }}
    where is_there_a_year_on

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(curriculum_year as integer) as curriculum_year,
    cast(coalesce(setting_before, 'not_recorded') as varchar) as setting_before,
    cast(coalesce(setting_after, 'not_recorded') as varchar) as setting_after,
    cast(count(*) as bigint) as children,
    cast(count(case when has_stayed then 1 end) as bigint) as stayed,
    cast(sum(committed_gbp) as decimal(18, 2)) as committed_gbp,
    cast(sum(committed_after_gbp) as decimal(18, 2)) as committed_after_gbp,
    cast(sum(committed_after_gbp) - sum(committed_gbp) as decimal(18, 2)) as cost_step_gbp,
    {{ reporting_date() }} as as_at
from steps
group by
    la_code, financial_year, curriculum_year,
    coalesce(setting_before, 'not_recorded'), coalesce(setting_after, 'not_recorded')
