with compared as (

    select * from {{ ref('int_trial_balance_compared') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(count(*) as bigint) as accounts,
    cast(
        sum(case when coalesce(ledger_gbp, 0) <> coalesce(trial_balance_gbp, 0) then 1 else 0 end)
        as bigint
    ) as accounts_differing,
    cast(coalesce(sum(ledger_gbp), 0) as decimal(18, 2)) as ledger_gbp,
    cast(coalesce(sum(trial_balance_gbp), 0) as decimal(18, 2)) as trial_balance_gbp
from compared
group by la_code, financial_year, financial_period
