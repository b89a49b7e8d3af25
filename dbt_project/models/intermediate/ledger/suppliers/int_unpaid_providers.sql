{{ config(materialized='table') }}

-- Unpaid providers whose dues are within a searched payment of their category and window. How many
-- of them one payment may be for (most_providers) follows from how many there are (seed
-- provider_set_limits): of thousands of sets, one equals a line to the penny by chance.
with searched as (

    select
        la_code,
        spend_category,
        financial_year,
        financial_period,
        part_order,
        max(amount_gbp - own_gbp) as most_gbp
    from {{ ref('int_supplier_windows') }}
    where is_searched
    group by la_code, spend_category, financial_year, financial_period, part_order

),

unpaid as (

    select
        totals.*,
        count(*) over (
            partition by
                totals.la_code, totals.spend_category, totals.financial_year,
                totals.financial_period, totals.part_order
        ) as providers
    from {{ ref('int_supplier_window_totals') }} as totals
    inner join searched
        on
            totals.la_code = searched.la_code
            and totals.spend_category = searched.spend_category
            and totals.financial_year = searched.financial_year
            and totals.financial_period = searched.financial_period
            and totals.part_order = searched.part_order
            and totals.total_gbp <= searched.most_gbp
    where totals.is_unpaid

)

select
    unpaid.*,
    limits.most_providers
from unpaid
inner join {{ ref('provider_set_limits') }} as limits
    on unpaid.providers between limits.unpaid_from and limits.unpaid_to
