{{ config(meta={'columns_in_messages': [
    'financial_year', 'version', 'cost_centre', 'subjective', 'budget_gbp'
]}) }}

-- A returned row is a budget in force of an account that is not in the authority's chart of
-- accounts, or has no block there: it is in no line of dsg_outturn. To do: ask the authority for
-- the account's block.
select
    budgets.la_code,
    budgets.financial_year,
    budgets.version,
    budgets.cost_centre,
    budgets.subjective,
    budgets.amount_gbp as budget_gbp
from {{ ref('int_budgets_current') }} as budgets
left join {{ ref('int_chart_of_accounts') }} as accounts
    on
        budgets.la_code = accounts.la_code
        and budgets.cost_centre = accounts.cost_centre
        and budgets.subjective = accounts.subjective
where
    accounts.dsg_block is null
    and accounts.outturn_line is null
    and budgets.amount_gbp <> 0
