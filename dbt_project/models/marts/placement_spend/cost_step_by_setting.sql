with steps as (

    select
        la_code,
        financial_year,
        curriculum_year,
        has_stayed,
        committed_gbp,
        committed_after_gbp,
        coalesce(setting_before, 'not_recorded') as setting_before,
        coalesce(setting_after, 'not_recorded') as setting_after
    from {{ ref('int_child_steps') }}
    where is_there_a_year_on

),

summed as (

    select
        la_code,
        financial_year,
        curriculum_year,
        setting_before,
        setting_after,
        count(*) as children,
        count(case when has_stayed then 1 end) as stayed,
        sum(committed_gbp) as committed_gbp,
        sum(committed_after_gbp) as committed_after_gbp
    from steps
    group by la_code, financial_year, curriculum_year, setting_before, setting_after

)

select
    cast(summed.la_code as varchar) as la_code,
    cast(summed.financial_year as varchar) as financial_year,
    cast(summed.curriculum_year as integer) as curriculum_year,
    cast(summed.setting_before as varchar) as setting_before,
    cast(before.setting_label as varchar) as setting_label_before,
    cast(summed.setting_after as varchar) as setting_after,
    cast(after.setting_label as varchar) as setting_label_after,
    cast(summed.children as bigint) as children,
    cast(summed.stayed as bigint) as stayed,
    cast(summed.committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(summed.committed_after_gbp as decimal(18, 2)) as committed_after_gbp,
    cast(summed.committed_after_gbp - summed.committed_gbp as decimal(18, 2)) as cost_step_gbp,
    {{ reporting_date() }} as as_at
from summed
left join {{ ref('setting_types') }} as before on summed.setting_before = before.setting_type
left join {{ ref('setting_types') }} as after on summed.setting_after = after.setting_type
