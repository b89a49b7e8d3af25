-- A returned row is a line of the outturn whose actual to date is not the sum of the
-- reconciliation's ledger totals, or of its explained amounts, up to the period.
with outturn as (

    select * from {{ ref('dsg_outturn') }}
    where dsg_block <> 'total'

),

reconciliation as (

    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        sum(case when line = 'ledger_total' then amount_gbp else 0 end) as ledger_gbp,
        sum(case when line = 'ledger_total' then 0 else amount_gbp end) as explained_gbp
    from {{ ref('outturn_reconciliation') }}
    group by la_code, financial_year, financial_period, dsg_block

),

compared as (

    select
        outturn.la_code,
        outturn.financial_year,
        outturn.financial_period,
        outturn.dsg_block,
        outturn.actual_to_date_gbp,
        coalesce(sum(reconciliation.ledger_gbp), 0) as ledger_gbp,
        coalesce(sum(reconciliation.explained_gbp), 0) as explained_gbp
    from outturn
    left join reconciliation
        on
            outturn.la_code = reconciliation.la_code
            and outturn.financial_year = reconciliation.financial_year
            and outturn.dsg_block = reconciliation.dsg_block
            and outturn.financial_period >= reconciliation.financial_period
    group by
        outturn.la_code,
        outturn.financial_year,
        outturn.financial_period,
        outturn.dsg_block,
        outturn.actual_to_date_gbp

)

select * from compared
where actual_to_date_gbp <> ledger_gbp or actual_to_date_gbp <> explained_gbp
