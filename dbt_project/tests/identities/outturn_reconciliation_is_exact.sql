-- A returned row is a block of a period whose lines do not sum to the ledger's total, or whose
-- total is not the ledger's.
with reconciliation as (

    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        sum(case when line = 'ledger_total' then amount_gbp else 0 end) as ledger_total_gbp,
        sum(case when line = 'ledger_total' then 0 else amount_gbp end) as explained_gbp
    from {{ ref('outturn_reconciliation') }}
    group by la_code, financial_year, financial_period, dsg_block

),

ledger as (

    select
        la_code,
        financial_year,
        financial_period,
        {{ reconciliation_block() }} as dsg_block,
        sum(amount_gbp) as amount_gbp
    from {{ ref('fct_ledger') }}
    group by la_code, financial_year, financial_period, {{ reconciliation_block() }}

)

select
    coalesce(reconciliation.la_code, ledger.la_code) as la_code,
    coalesce(reconciliation.financial_year, ledger.financial_year) as financial_year,
    coalesce(reconciliation.financial_period, ledger.financial_period) as financial_period,
    coalesce(reconciliation.dsg_block, ledger.dsg_block) as dsg_block,
    ledger.amount_gbp as ledger_gbp,
    reconciliation.ledger_total_gbp,
    reconciliation.explained_gbp
from reconciliation
full outer join ledger
    on
        reconciliation.la_code = ledger.la_code
        and reconciliation.financial_year = ledger.financial_year
        and reconciliation.financial_period = ledger.financial_period
        and reconciliation.dsg_block = ledger.dsg_block
where
    reconciliation.ledger_total_gbp is null
    or reconciliation.ledger_total_gbp <> coalesce(ledger.amount_gbp, 0)
    or reconciliation.ledger_total_gbp <> reconciliation.explained_gbp
