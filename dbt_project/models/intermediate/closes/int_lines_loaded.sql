select
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    amount_gbp,
    _load_id as load_id
from {{ ref('stg_finance_ledger__transactions') }}
