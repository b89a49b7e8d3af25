{{ config(materialized='table') }}

-- What a payment can be for one placement of a month: what is due, or a twelfth or a third of its
-- price. is_unpaid: no listed supplier is paid for the provider in the month.
with paid_months as (

    select distinct
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period
    from {{ ref('int_supplier_lines') }}
    where is_listed

),

dues as (

    select
        dues.*,
        paid_months.la_code is null as is_unpaid
    from {{ ref('int_commitments_by_provider') }} as dues
    left join paid_months
        on
            {{ same_provider('dues', 'paid_months') }}
            and dues.financial_period = paid_months.financial_period

),

parts as (

    {{ parts_of_dues('dues') }}

)

select
    la_code,
    provider_id,
    spend_category,
    financial_year,
    financial_period,
    is_unpaid,
    part_order,
    part_gbp
from parts
