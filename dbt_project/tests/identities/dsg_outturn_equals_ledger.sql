-- A returned row is a year whose latest outturn is not the sum of the ledger's DSG lines.
with ledger as (

    select
        la_code,
        financial_year,
        sum(amount_gbp) as ledger_gbp
    from {{ ref('fct_ledger') }}
    where outturn_line is not null
    group by la_code, financial_year

),

outturn as (

    select
        la_code,
        financial_year,
        actual_to_date_gbp,
        row_number() over (
            partition by la_code, financial_year
            order by financial_period desc
        ) as latest_first
    from {{ ref('dsg_outturn') }}
    where dsg_block = 'total'

)

select
    ledger.la_code,
    ledger.financial_year,
    ledger.ledger_gbp,
    outturn.actual_to_date_gbp
from ledger
left join outturn
    on
        ledger.la_code = outturn.la_code
        and ledger.financial_year = outturn.financial_year
        and outturn.latest_first = 1
where outturn.actual_to_date_gbp is null or ledger.ledger_gbp <> outturn.actual_to_date_gbp
