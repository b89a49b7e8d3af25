with compared as (

    select * from {{ ref('int_trial_balance_compared') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(count(*) as bigint) as accounts,
    cast(
        sum(case when ledger_gbp <> trial_balance_gbp then 1 else 0 end) as bigint
    ) as accounts_differing,
    cast(sum(ledger_gbp) as decimal(18, 2)) as ledger_gbp,
    cast(sum(trial_balance_gbp) as decimal(18, 2)) as trial_balance_gbp,
    cast(max(balance_date) as date) as balance_date,
    cast(sum(later_lines) as bigint) as later_lines,
    cast(sum(later_gbp) as decimal(18, 2)) as later_gbp,
    {{ reporting_date() }} as as_at
from compared
group by la_code, financial_year, financial_period
