{{ config(materialized='table') }}

-- What is due to all placements of a provider in a month, by kind of payment (part_order), and in a
-- whole financial year (period and part_order 0). is_unpaid: no listed supplier is paid for the
-- provider in the month, or in any month of the year.
select
    la_code,
    provider_id,
    spend_category,
    financial_year,
    financial_period,
    part_order,
    is_unpaid,
    placements,
    total_gbp
from {{ ref('int_supplier_totals') }}
where provider_id <> 'all'
union all
select
    la_code,
    provider_id,
    spend_category,
    financial_year,
    0 as financial_period,
    0 as part_order,
    min(case when is_unpaid then 1 else 0 end) = 1 as is_unpaid,
    cast(sum(placements) as bigint) as placements,
    cast(sum(total_gbp) as decimal(18, 2)) as total_gbp
from {{ ref('int_supplier_totals') }}
where provider_id <> 'all' and part_order = 1
group by la_code, provider_id, spend_category, financial_year
