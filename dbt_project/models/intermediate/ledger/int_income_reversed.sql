-- Reversals that take back income: of one account and supplier, with the opposite amount of an AR
-- line before. Reversals of accruals (int_lines_accrued) are not among them, nor those that have
-- the reference or the journal of a line of another type that they take back. Year-end adjustments
-- (periods 13 and 14) count with March: they come before April of the next year.
-- 1. lines: AR lines add one to what can be taken back, reversals take one.
-- 2. counted: a reversal that finds nothing left brings the count to a new low below nil.
with ledger as (

    select
        *,
        coalesce(supplier_id, '') as supplier,
        {{ month_number('financial_year', 'least(financial_period, 12)') }} as month_number
    from {{ ref('int_transactions_as_at') }}
    where journal_type in ('AR', 'REVERSAL') and amount_gbp <> 0

),

reversals as (

    {{ lines_without('ledger', ref('int_lines_accrued')) }} and lines.journal_type = 'REVERSAL'

),

-- What such a reversal names is another line than one of income.
of_other_lines as (

    select distinct
        reversals.la_code,
        reversals.journal_id,
        reversals.line_number
    from reversals
    inner join {{ ref('int_transactions_as_at') }} as others
        on
            reversals.la_code = others.la_code
            and reversals.cost_centre = others.cost_centre
            and reversals.subjective = others.subjective
            and reversals.amount_gbp = -others.amount_gbp
            and (
                reversals.reference = others.reference
                or reversals.reference = others.journal_id
                or reversals.journal_id = others.journal_id
            )
            and others.journal_type not in ('AR', 'REVERSAL')

),

lines as (

    select
        *,
        amount_gbp as income_amount_gbp,
        1 as step
    from ledger
    where journal_type = 'AR'
    union all
    select
        *,
        -amount_gbp as income_amount_gbp,
        -1 as step
    from ({{ lines_without('reversals', 'of_other_lines') }}) as reversals_left

),

counted as (

    select
        *,
        sum(step) over (
            partition by la_code, cost_centre, subjective, supplier, income_amount_gbp
            order by month_number, step desc, posting_date, journal_id, line_number
            rows between unbounded preceding and current row
        ) as not_taken_back
    from lines

),

lowest as (

    select
        *,
        min(not_taken_back) over (
            partition by la_code, cost_centre, subjective, supplier, income_amount_gbp
            order by month_number, step desc, posting_date, journal_id, line_number
            rows between unbounded preceding and 1 preceding
        ) as lowest_before
    from counted

)

select distinct
    la_code,
    journal_id,
    line_number
from lowest
where
    step = -1
    and not_taken_back >= least(coalesce(lowest_before, 0), 0)
