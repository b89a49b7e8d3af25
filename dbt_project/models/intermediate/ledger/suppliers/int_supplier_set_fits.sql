{{ config(materialized='table') }}

-- How well each set of providers fits the payments of a supplier: in how many months, to what sum,
-- and by how many pounds of rounding it is off.
with windows as (

    select * from {{ ref('int_supplier_windows') }}

),

set_totals as (

    select
        sets.la_code,
        sets.payee_id,
        sets.spend_category,
        sets.part_order,
        sets.set_key,
        totals.financial_year,
        totals.financial_period,
        sum(totals.placements) as placements,
        sum(totals.total_gbp) as total_gbp
    from {{ ref('int_supplier_sets') }} as sets
    inner join {{ ref('int_supplier_window_totals') }} as totals
        on
            sets.la_code = totals.la_code
            and sets.provider_id = totals.provider_id
            and sets.spend_category = totals.spend_category
            and sets.part_order = totals.part_order
    where totals.is_unpaid
    group by
        sets.la_code, sets.payee_id, sets.spend_category, sets.part_order, sets.set_key,
        totals.financial_year, totals.financial_period

),

compared as (

    select
        set_totals.set_key,
        windows.*,
        windows.amount_gbp - windows.own_gbp - set_totals.total_gbp as off_gbp,
        {{ var('rounding_per_month_gbp') }} * (windows.own_placements + set_totals.placements)
            as rounding_gbp
    from windows
    inner join set_totals
        on
            windows.la_code = set_totals.la_code
            and windows.payee_id = set_totals.payee_id
            and windows.spend_category = set_totals.spend_category
            and windows.part_order = set_totals.part_order
            and windows.financial_year = set_totals.financial_year
            and windows.financial_period = set_totals.financial_period

),

paid as (

    select
        la_code,
        payee_id,
        spend_category,
        part_order,
        cast(sum(amount_gbp) as decimal(18, 2)) as paid_gbp
    from windows
    group by la_code, payee_id, spend_category, part_order

),

fits as (

    select
        la_code,
        payee_id,
        spend_category,
        part_order,
        set_key,
        count(*) as lines_fitted,
        count(distinct concat(financial_year, cast(financial_period as varchar))) as months_fitted,
        cast(sum(amount_gbp) as decimal(18, 2)) as fitted_gbp,
        cast(sum(abs(off_gbp)) as decimal(18, 2)) as off_gbp,
        cast(abs(sum(off_gbp)) as decimal(18, 2)) as off_in_all_gbp,
        cast(sum(rounding_gbp) as decimal(18, 2)) as rounding_gbp
    from compared
    where abs(off_gbp) <= rounding_gbp
    group by la_code, payee_id, spend_category, part_order, set_key

)

select
    fits.*,
    paid.paid_gbp
from fits
inner join paid
    on
        fits.la_code = paid.la_code
        and fits.payee_id = paid.payee_id
        and fits.spend_category = paid.spend_category
        and fits.part_order = paid.part_order
