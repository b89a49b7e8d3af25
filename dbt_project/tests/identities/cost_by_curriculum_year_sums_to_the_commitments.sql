-- A returned row is a financial year whose costs by curriculum year are not those of
-- fct_placement_costs, or whose steps by setting are not those by curriculum year.
with committed as (

    select
        la_code,
        financial_year,
        sum(committed_gbp) as committed_gbp
    from {{ ref('fct_placement_costs') }}
    group by la_code, financial_year

),

by_year as (

    select
        la_code,
        financial_year,
        sum(committed_gbp) as committed_gbp,
        sum(cost_step_gbp) as cost_step_gbp
    from {{ ref('cost_by_curriculum_year') }}
    group by la_code, financial_year

),

by_setting as (

    select
        la_code,
        financial_year,
        sum(cost_step_gbp) as cost_step_gbp
    from {{ ref('cost_step_by_setting') }}
    group by la_code, financial_year

)

select
    committed.la_code,
    committed.financial_year
from committed
left join by_year
    on
        committed.la_code = by_year.la_code
        and committed.financial_year = by_year.financial_year
left join by_setting
    on
        committed.la_code = by_setting.la_code
        and committed.financial_year = by_setting.financial_year
where
    committed.committed_gbp <> coalesce(by_year.committed_gbp, 0)
    or coalesce(by_year.cost_step_gbp, 0) <> coalesce(by_setting.cost_step_gbp, 0)
