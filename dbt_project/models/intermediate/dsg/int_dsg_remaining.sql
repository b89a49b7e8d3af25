select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    sum(committed_remaining_gbp) as committed_remaining_gbp,
    sum(timing_remaining_gbp) as timing_remaining_gbp
from {{ ref('int_dsg_remaining_by_category') }}
group by la_code, financial_year, financial_period, dsg_block
