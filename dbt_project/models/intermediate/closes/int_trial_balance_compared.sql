-- Only authorities that send a trial balance, and only the periods that it covers. An account that
-- one side lacks counts as nil. months: postings by account and month, those of files later than
-- the balance apart. to_date: their sums from April. side_by_side: ledger and balance.
with balance_dates as (

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
    from {{ ref('int_trial_balances_as_at') }}

),

months as (

    select
        ledger.la_code,
        ledger.financial_year,
        ledger.financial_period,
        ledger.cost_centre,
        ledger.subjective,
        sum(ledger.amount_gbp) as loaded_gbp,
        sum(
            case when loads.business_date > balance_dates.balance_date then ledger.amount_gbp end
        ) as later_gbp,
        count(case when loads.business_date > balance_dates.balance_date then 1 end) as later_lines
    from {{ ref('int_lines_loaded') }} as ledger
    left join {{ ref('base_ingest__loads') }} as loads
        on ledger.la_code = loads.la_code and ledger.load_id = loads.load_id
    left join balance_dates on ledger.la_code = balance_dates.la_code
    group by
        ledger.la_code, ledger.financial_year, ledger.financial_period,
        ledger.cost_centre, ledger.subjective

),

to_date as (

    select
        covered.la_code,
        covered.financial_year,
        covered.financial_period,
        months.cost_centre,
        months.subjective,
        cast(sum(months.loaded_gbp) as decimal(18, 2)) as loaded_gbp,
        cast(coalesce(sum(months.later_gbp), 0) as decimal(18, 2)) as later_gbp,
        cast(sum(months.later_lines) as bigint) as later_lines
    from covered
    inner join months
        on
            covered.la_code = months.la_code
            and covered.financial_year = months.financial_year
            and covered.financial_period >= months.financial_period
    group by
        covered.la_code, covered.financial_year, covered.financial_period,
        months.cost_centre, months.subjective

),

side_by_side as (

    select
        coalesce(to_date.la_code, trial_balance.la_code) as la_code,
        coalesce(to_date.financial_year, trial_balance.financial_year) as financial_year,
        coalesce(to_date.financial_period, trial_balance.financial_period) as financial_period,
        coalesce(to_date.cost_centre, trial_balance.cost_centre) as cost_centre,
        coalesce(to_date.subjective, trial_balance.subjective) as subjective,
        coalesce(trial_balance.balance_gbp, 0) as trial_balance_gbp,
        coalesce(to_date.loaded_gbp, 0) as loaded_gbp,
        coalesce(to_date.later_gbp, 0) as later_gbp,
        coalesce(to_date.later_lines, 0) as later_lines
    from to_date
    full outer join {{ ref('int_trial_balances_as_at') }} as trial_balance
        on
            to_date.la_code = trial_balance.la_code
            and to_date.financial_year = trial_balance.financial_year
            and to_date.financial_period = trial_balance.financial_period
            and to_date.cost_centre = trial_balance.cost_centre
            and to_date.subjective = trial_balance.subjective

),

-- Lines of files later than the balance are left out, unless all accounts of a period agree with
-- all lines: a balance named for the end of its month may have been drawn days later.
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
