with steps as (

    select * from {{ ref('int_child_steps') }}

),

summed as (

    select
        la_code,
        financial_year,
        curriculum_year,
        count(*) as children,
        sum(committed_gbp) as committed_gbp,
        count(case when is_there_a_year_on then 1 end) as same_children,
        count(case when has_stayed then 1 end) as stayed,
        count(case when is_there_a_year_on and not has_stayed then 1 end) as moved,
        sum(case when is_there_a_year_on then committed_gbp else 0 end) as same_children_gbp,
        coalesce(sum(committed_after_gbp), 0) as same_children_after_gbp,
        coalesce(sum(case when has_stayed then committed_after_gbp - committed_gbp end), 0)
            as step_of_stayed_gbp
    from steps
    group by la_code, financial_year, curriculum_year

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(curriculum_year as integer) as curriculum_year,
    cast(children as bigint) as children,
    cast(committed_gbp as decimal(18, 2)) as committed_gbp,
    {{ money_ratio('committed_gbp', '1', 'children') }} as average_gbp,
    cast(same_children as bigint) as same_children,
    cast(stayed as bigint) as stayed,
    cast(moved as bigint) as moved,
    cast(same_children_gbp as decimal(18, 2)) as same_children_gbp,
    cast(same_children_after_gbp as decimal(18, 2)) as same_children_after_gbp,
    cast(same_children_after_gbp - same_children_gbp as decimal(18, 2)) as cost_step_gbp,
    {{ money_ratio('same_children_after_gbp - same_children_gbp', '1', 'same_children') }}
        as average_step_gbp,
    cast(step_of_stayed_gbp as decimal(18, 2)) as step_of_stayed_gbp,
    cast(same_children_after_gbp - same_children_gbp - step_of_stayed_gbp as decimal(18, 2))
        as step_of_moved_gbp,
    {{ reporting_date() }} as as_at
from summed
