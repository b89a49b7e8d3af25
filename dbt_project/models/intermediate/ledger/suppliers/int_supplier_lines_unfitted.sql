{{ config(materialized='table') }}

-- Lines that no provider alone fits, of months and categories in which a provider is unpaid.
with fitted as (

    select *
    from {{ ref('int_supplier_payments') }}
    where provider_id is not null

),

unfitted as (

    {{ lines_without(ref('int_supplier_lines'), 'fitted') }}

),

unpaid_months as (

    select distinct
        la_code,
        spend_category,
        financial_year,
        financial_period
    from {{ ref('int_supplier_parts') }}
    where is_unpaid

)

select unfitted.*
from unfitted
inner join unpaid_months
    on
        unfitted.la_code = unpaid_months.la_code
        and unfitted.spend_category = unpaid_months.spend_category
        and unfitted.financial_year = unpaid_months.financial_year
        and unfitted.financial_period = unpaid_months.financial_period
