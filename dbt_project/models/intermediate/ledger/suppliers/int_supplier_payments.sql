{{ config(materialized='table') }}

-- Lines with the unpaid providers that they may be for: the line is, to the penny, a payment for
-- one placement of the month, or the sum of the payments for all placements of a provider, of which
-- there are several (is_list).
with parts as (

    select * from {{ ref('int_supplier_parts') }}
    where is_unpaid

),

-- What such a payment can be, a penny more or less for each placement, up to five.
payable as (

    select
        parts.la_code,
        parts.provider_id,
        parts.spend_category,
        parts.financial_year,
        parts.financial_period,
        1 as placements,
        parts.part_gbp + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp
    from parts
    inner join {{ ref('int_pence') }} as pence on abs(pence.pence) <= 1
    union all
    select
        parts.la_code,
        parts.provider_id,
        parts.spend_category,
        parts.financial_year,
        parts.financial_period,
        count(*) as placements,
        sum(parts.part_gbp) + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp
    from parts
    cross join {{ ref('int_pence') }} as pence
    group by
        parts.la_code, parts.provider_id, parts.spend_category, parts.financial_year,
        parts.financial_period, parts.part_order, pence.pence
    having abs(pence.pence) <= count(*)

),

amounts as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        compared_gbp,
        min(placements) > 1 as is_list
    from payable
    group by
        la_code, provider_id, spend_category, financial_year, financial_period, compared_gbp

)

select
    lines.la_code,
    lines.payee_id,
    lines.is_listed,
    lines.provider_id as own_provider_id,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    lines.financial_period,
    lines.spend_category,
    lines.amount_gbp,
    amounts.provider_id,
    coalesce(amounts.is_list, false) as is_list
from {{ ref('int_supplier_lines') }} as lines
left join amounts
    on
        lines.la_code = amounts.la_code
        and lines.spend_category = amounts.spend_category
        and lines.financial_year = amounts.financial_year
        and lines.financial_period = amounts.financial_period
        and lines.amount_gbp = amounts.compared_gbp
where not lines.is_listed or amounts.la_code is not null
