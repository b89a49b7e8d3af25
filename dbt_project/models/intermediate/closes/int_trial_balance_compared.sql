-- Only authorities that send a trial balance are compared, only for the periods that it covers; an
-- account that one side does not have counts as nil there.
with trial_balance as (

    select * from {{ ref('stg_finance_ledger__trial_balance') }}

),

covered as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from trial_balance

),

posted as (

    select
        la_code,
        financial_year,
        financial_period,
        cost_centre,
        subjective,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_ledger_lines') }}
    group by la_code, financial_year, financial_period, cost_centre, subjective

),

ledger as (

    select
        covered.la_code,
        covered.financial_year,
        covered.financial_period,
        posted.cost_centre,
        posted.subjective,
        sum(posted.amount_gbp) as balance_gbp
    from covered
    inner join posted
        on
            covered.la_code = posted.la_code
            and covered.financial_year = posted.financial_year
            and covered.financial_period >= posted.financial_period
    group by
        covered.la_code, covered.financial_year, covered.financial_period,
        posted.cost_centre, posted.subjective

)

select
    coalesce(ledger.la_code, trial_balance.la_code) as la_code,
    coalesce(ledger.financial_year, trial_balance.financial_year) as financial_year,
    coalesce(ledger.financial_period, trial_balance.financial_period) as financial_period,
    coalesce(ledger.cost_centre, trial_balance.cost_centre) as cost_centre,
    coalesce(ledger.subjective, trial_balance.subjective) as subjective,
    ledger.balance_gbp as ledger_gbp,
    trial_balance.balance_gbp as trial_balance_gbp
from ledger
full outer join trial_balance
    on
        ledger.la_code = trial_balance.la_code
        and ledger.financial_year = trial_balance.financial_year
        and ledger.financial_period = trial_balance.financial_period
        and ledger.cost_centre = trial_balance.cost_centre
        and ledger.subjective = trial_balance.subjective
