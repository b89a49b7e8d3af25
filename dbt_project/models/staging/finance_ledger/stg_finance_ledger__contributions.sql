with history as (

    select * from {{ ref('hist_finance_ledger__contributions') }}

)

select
    la_code,
    invoice_id,
    decision_key,

    case debtor when 'icb' then 'health' else debtor end as payer,
    status,

    cast(amount as decimal(18, 2)) as amount_gbp,
    cast(received_amount as decimal(18, 2)) as received_gbp,

    period_start,
    period_end,
    raised_date,
    received_date,

    _load_id,
    _line

from history
where {{ is_known() }}
