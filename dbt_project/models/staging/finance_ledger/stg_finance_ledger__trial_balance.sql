with history as (

    select * from {{ ref('hist_finance_ledger__trial_balance') }}

)

select
    la_code,
    financial_year,
    period as financial_period,
    cost_centre,
    subjective,

    cast(balance as decimal(18, 2)) as balance_gbp,

    _load_id,
    _line

from history
where {{ is_known() }}
