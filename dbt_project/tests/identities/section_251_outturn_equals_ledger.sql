-- A returned row is a year whose section 251 lines are not the whole ledger, or a line whose gross
-- less income is not its net.
with ledger as (

    select
        la_code,
        financial_year,
        sum(amount_gbp) as ledger_gbp
    from {{ ref('fct_ledger') }}
    group by la_code, financial_year

),

statement_totals as (

    select
        la_code,
        financial_year,
        sum(amount_gbp) as statement_gbp,
        sum(gross_expenditure_gbp - income_gbp) as gross_less_income_gbp
    from {{ ref('section_251_outturn') }}
    group by la_code, financial_year

)

select
    ledger.la_code,
    ledger.financial_year,
    ledger.ledger_gbp,
    statement_totals.statement_gbp,
    statement_totals.gross_less_income_gbp
from ledger
left join statement_totals
    on
        ledger.la_code = statement_totals.la_code
        and ledger.financial_year = statement_totals.financial_year
where
    ledger.ledger_gbp is distinct from statement_totals.statement_gbp
    or ledger.ledger_gbp is distinct from statement_totals.gross_less_income_gbp
