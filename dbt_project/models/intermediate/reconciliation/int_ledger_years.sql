select
    la_code,
    financial_year,
    max(financial_period) as latest_period,
    max(case when financial_period <= 12 then financial_period else 12 end) as latest_month
from {{ ref('int_ledger_months') }}
group by la_code, financial_year
