-- A returned row is a month whose reconciliation does not end with what the case system has
-- committed to pay from education's budget.
with matched as (

    select
        la_code,
        financial_year,
        financial_period,
        amount_gbp
    from {{ ref('outturn_reconciliation') }}
    where line = 'matched' and dsg_block = 'high_needs'

),

committed as (

    select
        la_code,
        financial_year,
        financial_period,
        sum(education_gbp) as amount_gbp
    from {{ ref('fct_placement_costs') }}
    group by la_code, financial_year, financial_period

)

select
    matched.*,
    committed.amount_gbp as committed_gbp
from matched
left join committed
    on
        matched.la_code = committed.la_code
        and matched.financial_year = committed.financial_year
        and matched.financial_period = committed.financial_period
where matched.amount_gbp <> coalesce(committed.amount_gbp, 0)
