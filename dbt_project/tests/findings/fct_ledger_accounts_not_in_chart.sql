{{ config(meta={'columns_in_messages': [
    'financial_year', 'cost_centre', 'subjective', 'lines', 'amount_gbp'
]}) }}

-- A returned row is an account that is not in the authority's chart of accounts: its lines are in
-- fct_ledger but in no line of dsg_outturn. To do: ask the authority for the account's block.
select
    la_code,
    financial_year,
    cost_centre,
    subjective,
    count(*) as lines,
    sum(amount_gbp) as amount_gbp
from {{ ref('fct_ledger') }}
where dsg_block is null and outturn_line is null
group by la_code, financial_year, cost_centre, subjective
