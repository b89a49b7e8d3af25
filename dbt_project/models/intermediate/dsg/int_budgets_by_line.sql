select
    budget_lines.la_code,
    budget_lines.financial_year,
    accounts.outturn_line,
    sum(budget_lines.amount_gbp) as budget_gbp
from {{ ref('int_budgets_current') }} as budget_lines
inner join {{ ref('int_chart_of_accounts') }} as accounts
    on
        budget_lines.la_code = accounts.la_code
        and budget_lines.cost_centre = accounts.cost_centre
        and budget_lines.subjective = accounts.subjective
group by budget_lines.la_code, budget_lines.financial_year, accounts.outturn_line
