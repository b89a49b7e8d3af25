{{ config(materialized='table') }}

-- Lines that name no placement and pay for unpaid months of the year before.
select
    la_code,
    journal_id,
    line_number,
    placement_key,
    cast(sum(paid_gbp) as decimal(18, 2)) as matched_gbp,
    'amount_of_year_before' as match_method
from {{ ref('int_payments_for_year_before') }}
where is_first and not is_referenced
group by la_code, journal_id, line_number, placement_key
