with history as (

    select * from {{ ref('hist_finance_ledger__remarks') }}

)

select
    la_code,
    financial_year,
    period as financial_period,
    line,

    remark,

    _load_id,
    _line

from history
where {{ is_known() }}
