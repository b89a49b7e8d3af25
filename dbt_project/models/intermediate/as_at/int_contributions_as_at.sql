with contributions as (

    select * from {{ ref('stg_finance_ledger__contributions') }}

)

select
    la_code,
    invoice_id,
    decision_key,
    payer,
    amount_gbp,
    period_start,
    period_end,
    raised_date,
    {{ null_if_after_as_at('received_date') }} as received_date,
    coalesce({{ null_if_after_as_at('received_date', 'received_gbp') }}, 0) as received_gbp
from contributions
where coalesce(status, 'raised') <> 'cancelled' and not {{ is_after_as_at('raised_date') }}
