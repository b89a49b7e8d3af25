{{ config(materialized='table') }}

-- The providers that a supplier's lines are for in several months.
with months as (

    select
        la_code,
        payee_id,
        is_listed,
        own_provider_id,
        provider_id,
        financial_year,
        financial_period,
        max(case when is_together then 1 else 0 end) as lines_together,
        count(*) as lines,
        sum(amount_gbp) as fitted_gbp
    from {{ ref('int_supplier_fits') }}
    group by
        la_code, payee_id, is_listed, own_provider_id, provider_id, financial_year,
        financial_period

)

select
    la_code,
    payee_id,
    is_listed,
    own_provider_id,
    provider_id,
    max(lines_together) as lines_together,
    max(lines) as most_lines,
    cast(sum(fitted_gbp) as decimal(18, 2)) as fitted_gbp
from months
group by la_code, payee_id, is_listed, own_provider_id, provider_id
having count(*) >= {{ var('supplier_fits_in_months') }}
