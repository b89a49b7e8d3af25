{{ config(materialized='table') }}

-- Lines that name no placement and pay for unpaid months of the year before or after.
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    cast(sum(paid_gbp) as decimal(18, 2)) as matched_gbp,
    case when due_year < financial_year then 'amount_of_year_before' else 'amount_of_year_after' end
        as match_method
from {{ ref('int_payments_for_other_year') }}
where is_first and not is_referenced
group by la_code, journal_id, line_number, placement_key, financial_year, due_year
