{{ config(materialized='table') }}

-- The ledger by account and period. Sums of the ledger read these few rows and not its lines.
select
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    dsg_block,
    spend_category,
    s251_line,
    outturn_line,
    cast(sum(amount_gbp) as decimal(18, 2)) as amount_gbp,
    cast(sum(case when amount_gbp > 0 then amount_gbp else 0 end) as decimal(18, 2)) as costs_gbp
from {{ ref('int_ledger_classified') }}
group by
    la_code,
    financial_year,
    financial_period,
    cost_centre,
    subjective,
    dsg_block,
    spend_category,
    s251_line,
    outturn_line
