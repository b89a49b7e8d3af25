-- A returned row is an authority's year in which a line of the high needs block, or a due, is
-- counted twice or not at all: what units were paid and the unmatched lines are not the ledger, or
-- the dues of units are not the commitments.
with counted as (

    select
        la_code,
        financial_year,
        sum(case when dsg_block = 'high_needs' then paid_gbp else 0 end) as paid_gbp,
        0 as ledger_gbp,
        0 as unit_due_gbp,
        0 as due_gbp
    from {{ ref('int_unit_lines') }}
    group by la_code, financial_year
    union all
    select
        la_code,
        financial_year,
        sum(ledger_gbp) as paid_gbp,
        0 as ledger_gbp,
        0 as unit_due_gbp,
        0 as due_gbp
    from {{ ref('int_reconciliation_items') }}
    where known_for = 'line' and dsg_block = 'high_needs'
    group by la_code, financial_year
    union all
    select
        la_code,
        financial_year,
        0 as paid_gbp,
        sum(amount_gbp) as ledger_gbp,
        0 as unit_due_gbp,
        0 as due_gbp
    from {{ ref('fct_ledger') }}
    where outturn_line = 'high_needs'
    group by la_code, financial_year
    union all
    select
        la_code,
        financial_year,
        0 as paid_gbp,
        0 as ledger_gbp,
        sum(due_gbp) as unit_due_gbp,
        0 as due_gbp
    from {{ ref('int_unit_dues') }}
    group by la_code, financial_year
    union all
    select
        la_code,
        financial_year,
        0 as paid_gbp,
        0 as ledger_gbp,
        0 as unit_due_gbp,
        sum(due_gbp) as due_gbp
    from {{ ref('int_commitments_due') }}
    group by la_code, financial_year

)

select
    la_code,
    financial_year,
    sum(paid_gbp) as paid_gbp,
    sum(ledger_gbp) as ledger_gbp,
    sum(unit_due_gbp) as unit_due_gbp,
    sum(due_gbp) as due_gbp
from counted
group by la_code, financial_year
having sum(paid_gbp) <> sum(ledger_gbp) or sum(unit_due_gbp) <> sum(due_gbp)
