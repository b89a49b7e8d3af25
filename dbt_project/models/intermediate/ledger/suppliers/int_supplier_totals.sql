{{ config(materialized='table') }}

-- What can be paid at once for all placements of a provider and month, by kind of payment. 'All'
-- stands for all unpaid providers of a category, where there are more than two.
with totals as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        part_order,
        is_unpaid,
        count(*) as placements,
        cast(sum(part_gbp) as decimal(18, 2)) as total_gbp
    from {{ ref('int_supplier_parts') }}
    group by
        la_code, provider_id, spend_category, financial_year, financial_period, part_order,
        is_unpaid

)

select * from totals
union all
select
    la_code,
    'all' as provider_id,
    spend_category,
    financial_year,
    financial_period,
    part_order,
    true as is_unpaid,
    cast(sum(placements) as bigint) as placements,
    cast(sum(total_gbp) as decimal(18, 2)) as total_gbp
from totals
where is_unpaid
group by la_code, spend_category, financial_year, financial_period, part_order
having count(*) > 2
