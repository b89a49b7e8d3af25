-- A paid invoice has been received whole, where the file gives no received amount.
with contributions as (

    select
        *,
        coalesce(received_gbp, case when status = 'paid' then amount_gbp end) as amount_received_gbp
    from {{ ref('stg_finance_ledger__contributions') }}

),

dated as (

    select
        la_code,
        invoice_id,
        decision_key,
        payer,
        amount_gbp,
        period_start,
        period_end,
        raised_date,
        coalesce(status, 'raised') = 'cancelled' as is_cancelled,
        {{ null_if_after_as_at('received_date') }} as received_date,
        coalesce({{ null_if_after_as_at('received_date', 'amount_received_gbp') }}, 0)
            as received_gbp
    from contributions
    where not {{ is_after_as_at('raised_date') }}

)

-- Of a cancelled invoice only what was received is left: the rest is expected no more.
select
    la_code,
    invoice_id,
    decision_key,
    payer,
    case when is_cancelled then received_gbp else amount_gbp end as amount_gbp,
    period_start,
    period_end,
    raised_date,
    received_date,
    received_gbp
from dated
where not is_cancelled or received_gbp <> 0
