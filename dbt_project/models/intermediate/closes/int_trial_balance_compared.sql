-- Only authorities that send a trial balance are compared, only for the periods that it covers; an
-- account that one side does not have counts as nil there.
with trial_balance as (

    select * from {{ ref('stg_finance_ledger__trial_balance') }}

),

balance_dates as (

    select
        la_code,
        max(business_date) as balance_date
    from {{ ref('base_ingest__loads') }}
    where source = 'finance_ledger' and dataset = 'trial_balance' and is_current
    group by la_code

),

covered as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from trial_balance

),

lines as (

    select
        ledger.*,
        coalesce(loads.business_date > balance_dates.balance_date, false) as is_after_balance
    from {{ ref('int_ledger_lines') }} as ledger
    left join {{ ref('base_ingest__loads') }} as loads
        on ledger.la_code = loads.la_code and ledger.load_id = loads.load_id
    left join balance_dates on ledger.la_code = balance_dates.la_code

),

ledger as (

    select
        covered.la_code,
        covered.financial_year,
        covered.financial_period,
        lines.cost_centre,
        lines.subjective,
        sum(lines.amount_gbp) as loaded_gbp,
        sum(case when lines.is_after_balance then lines.amount_gbp else 0 end) as later_gbp,
        sum(case when lines.is_after_balance then 1 else 0 end) as later_lines
    from covered
    inner join lines
        on
            covered.la_code = lines.la_code
            and covered.financial_year = lines.financial_year
            and covered.financial_period >= lines.financial_period
    group by
        covered.la_code, covered.financial_year, covered.financial_period,
        lines.cost_centre, lines.subjective

),

side_by_side as (

    select
        coalesce(ledger.la_code, trial_balance.la_code) as la_code,
        coalesce(ledger.financial_year, trial_balance.financial_year) as financial_year,
        coalesce(ledger.financial_period, trial_balance.financial_period) as financial_period,
        coalesce(ledger.cost_centre, trial_balance.cost_centre) as cost_centre,
        coalesce(ledger.subjective, trial_balance.subjective) as subjective,
        coalesce(trial_balance.balance_gbp, 0) as trial_balance_gbp,
        coalesce(ledger.loaded_gbp, 0) as loaded_gbp,
        coalesce(ledger.later_gbp, 0) as later_gbp,
        coalesce(ledger.later_lines, 0) as later_lines
    from ledger
    full outer join trial_balance
        on
            ledger.la_code = trial_balance.la_code
            and ledger.financial_year = trial_balance.financial_year
            and ledger.financial_period = trial_balance.financial_period
            and ledger.cost_centre = trial_balance.cost_centre
            and ledger.subjective = trial_balance.subjective

),

-- A line of a file with a later business date than the balance is left out. The exception: a
-- balance that is named for the end of its month may have been drawn days later; then it agrees, in
-- all accounts of the period, with all lines that are loaded.
compared as (

    select
        *,
        sum(case when loaded_gbp <> trial_balance_gbp then 1 else 0 end) over (
            partition by la_code, financial_year, financial_period
        ) > 0 as later_lines_left_out
    from side_by_side

)

select
    compared.la_code,
    compared.financial_year,
    compared.financial_period,
    compared.cost_centre,
    compared.subjective,
    balance_dates.balance_date,
    compared.trial_balance_gbp,
    compared.loaded_gbp
    - case when compared.later_lines_left_out then compared.later_gbp else 0 end as ledger_gbp,
    case when compared.later_lines_left_out then compared.later_gbp else 0 end as later_gbp,
    case when compared.later_lines_left_out then compared.later_lines else 0 end as later_lines
from compared
left join balance_dates on compared.la_code = balance_dates.la_code
