with history as (

    select * from {{ ref('hist_finance_ledger__budgets') }}

)

select
    la_code,
    financial_year,
    version,
    cost_centre,
    subjective,

    cast(amount as decimal(18, 2)) as amount_gbp,

    _load_id,
    _line

from history
where {{ is_known() }}
