{{ config(meta={'columns_in_messages': [
    'financial_year', 'version_taken', 'versions', 'budget_gbp'
]}) }}

-- A returned row is a financial year whose budget the authority has sent in several versions, with
-- the version that counts. To do: if it is the wrong one, ask the authority to call the right one
-- "latest"; seed budget_versions has the words and their order.
select
    la_code,
    financial_year,
    version as version_taken,
    versions,
    sum(amount_gbp) as budget_gbp
from {{ ref('int_budgets_current') }}
where versions > 1
group by la_code, financial_year, version, versions
