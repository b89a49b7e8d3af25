select
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    amount_gbp,
    load_id
from {{ ref('int_ledger_lines') }}
union all
select
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    amount_gbp,
    _load_id as load_id
from {{ ref('int_transactions_after_as_at') }}
