{{ config(materialized='table') }}

-- What a supplier is paid in one line, or in a whole financial year (period 0), where neither one
-- provider nor two fit it: it may be for its own provider and several unpaid ones. own_gbp is what
-- is due to its own provider, by kind of payment (part_order). Searched are the first three months
-- and each year; one that is over shows what a listed supplier bills in no shape of its own.
with lines as (

    {{ lines_without(
        ref('int_supplier_lines_unfitted'), ref('int_supplier_payments_together')
    ) }}

),

whole_years as (

    select
        la_code,
        financial_year
    from {{ ref('int_ledger_years') }}
    where latest_month = 12

),

payments as (

    select
        la_code,
        payee_id,
        is_listed,
        provider_id as own_provider_id,
        spend_category,
        financial_year,
        financial_period,
        journal_id,
        line_number,
        amount_gbp
    from lines
    where financial_period <= 12
    union all
    select
        lines.la_code,
        lines.payee_id,
        lines.is_listed,
        lines.provider_id as own_provider_id,
        lines.spend_category,
        lines.financial_year,
        0 as financial_period,
        lines.financial_year as journal_id,
        0 as line_number,
        cast(sum(lines.amount_gbp) as decimal(18, 2)) as amount_gbp
    from {{ ref('int_supplier_lines') }} as lines
    inner join whole_years
        on
            lines.la_code = whole_years.la_code
            and lines.financial_year = whole_years.financial_year
    where lines.is_listed
    group by
        lines.la_code, lines.payee_id, lines.is_listed, lines.provider_id, lines.spend_category,
        lines.financial_year

),

kinds as (

    select distinct part_order from {{ ref('int_supplier_window_totals') }}

),

numbered as (

    select
        *,
        dense_rank() over (
            partition by la_code, payee_id, spend_category, financial_period = 0
            order by financial_year, financial_period
        ) as nth_window
    from payments

)

select
    numbered.*,
    kinds.part_order,
    coalesce(own.total_gbp, 0) as own_gbp,
    coalesce(own.placements, 0) as own_placements,
    numbered.nth_window <= {{ var('supplier_fits_in_months') }} as is_searched
from numbered
cross join kinds
left join {{ ref('int_supplier_window_totals') }} as own
    on
        numbered.la_code = own.la_code
        and numbered.own_provider_id = own.provider_id
        and numbered.spend_category = own.spend_category
        and numbered.financial_year = own.financial_year
        and numbered.financial_period = own.financial_period
        and kinds.part_order = own.part_order
where
    numbered.amount_gbp > coalesce(own.total_gbp, 0)
    and (numbered.financial_period = 0) = (kinds.part_order = 0)
