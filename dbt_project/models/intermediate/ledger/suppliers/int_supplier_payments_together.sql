{{ config(materialized='table') }}

-- Lines that are, to the penny, the sum of the payments for all placements of several providers: of
-- the supplier's own and another one that is unpaid or all unpaid ones of the category, of two
-- unpaid ones, or of all.
-- first_of_two: the lines that no provider alone fits, less the total of one provider.
with unpaid as (

    select * from {{ ref('int_supplier_totals') }}
    where is_unpaid

),

lines as (

    select * from {{ ref('int_supplier_lines_unfitted') }}

),

first_of_two as (

    select
        lines.la_code,
        lines.payee_id,
        lines.is_listed,
        lines.journal_id,
        lines.line_number,
        lines.financial_year,
        lines.financial_period,
        lines.spend_category,
        lines.amount_gbp,
        totals.provider_id,
        totals.part_order,
        totals.placements,
        lines.amount_gbp - totals.total_gbp as other_gbp
    from lines
    inner join {{ ref('int_supplier_totals') }} as totals
        on
            lines.la_code = totals.la_code
            and lines.spend_category = totals.spend_category
            and lines.financial_year = totals.financial_year
            and lines.financial_period = totals.financial_period
            and lines.amount_gbp > totals.total_gbp
            and totals.provider_id <> 'all'
            and (
                (lines.is_listed and lines.provider_id = totals.provider_id)
                or (not lines.is_listed and totals.is_unpaid)
            )
    union all
    select
        la_code,
        payee_id,
        is_listed,
        journal_id,
        line_number,
        financial_year,
        financial_period,
        spend_category,
        amount_gbp,
        cast(null as varchar) as provider_id,
        cast(null as integer) as part_order,
        0 as placements,
        amount_gbp as other_gbp
    from lines
    where not is_listed

)

select
    firsts.la_code,
    firsts.payee_id,
    firsts.is_listed,
    firsts.journal_id,
    firsts.line_number,
    firsts.financial_year,
    firsts.financial_period,
    firsts.spend_category,
    firsts.amount_gbp,
    firsts.provider_id as first_provider_id,
    unpaid.provider_id as other_provider_id
from first_of_two as firsts
cross join {{ ref('int_pence') }} as pence
inner join unpaid
    on
        firsts.la_code = unpaid.la_code
        and firsts.spend_category = unpaid.spend_category
        and firsts.financial_year = unpaid.financial_year
        and firsts.financial_period = unpaid.financial_period
        and coalesce(firsts.part_order, unpaid.part_order) = unpaid.part_order
        and firsts.other_gbp + pence.pence * {{ var('rounding_per_month_gbp') }} = unpaid.total_gbp
        and abs(pence.pence) <= firsts.placements + unpaid.placements
        and (firsts.is_listed or coalesce(firsts.provider_id, '') < unpaid.provider_id)
        and (firsts.is_listed or (firsts.provider_id is null) = (unpaid.provider_id = 'all'))
