-- A returned row is a year whose retained deficit can't be worked out: the allocation, the
-- expenditure or the first year's opening deficit was not sent, or a year before it is missing.
-- To do: ask the authority for the line.
select
    la_code,
    version,
    financial_year,
    hnb_allocation_gbp,
    expenditure_before_savings_gbp,
    opening_deficit_gbp,
    retained_deficit_gbp
from {{ ref('int_safety_valve_years') }}
where retained_deficit_gbp is null
