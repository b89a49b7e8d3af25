{{ config(materialized='table') }}

-- Lines that are a list: the sum of several dues of a provider's period, to a penny for each child.
-- 1. scoped_dues: the dues of a line twice, once all of them and once those of children who stay.
-- 2. scope_totals: the sum of each scope.
-- 3. possible_lists: the two scopes, and each of them without one child, who is never invoiced or
--    is about to leave.
-- 4. ranked_lists: the lists that the line's amount fits; the first of a provider's period counts.
-- 5. listed_dues: the dues of that list. The pence of rounding go to the highest dues.
with scoped_dues as (

    select
        *,
        1 as scope_order,
        'sum_of_period' as match_method
    from {{ ref('int_list_dues') }}
    union all
    select
        *,
        2 as scope_order,
        'sum_of_stays' as match_method
    from {{ ref('int_list_dues') }}
    where is_staying

),

scope_totals as (

    select
        *,
        count(*) over scope as placements,
        sum(due_gbp) over scope as list_gbp
    from scoped_dues
    window scope as (partition by la_code, journal_id, line_number, scope_order)

),

possible_lists as (

    select distinct
        la_code, provider_id, spend_category, financial_year, financial_period, journal_id,
        line_number, posting_date, amount_gbp, scope_order,
        match_method,
        scope_order as list_order,
        null as left_out,
        placements,
        list_gbp
    from scope_totals
    where placements > 1
    union all
    select
        la_code, provider_id, spend_category, financial_year, financial_period, journal_id,
        line_number, posting_date, amount_gbp, scope_order,
        'sum_but_one' as match_method,
        3 as list_order,
        placement_key as left_out,
        placements - 1 as placements,
        list_gbp - due_gbp as list_gbp
    from scope_totals
    where placements > 2

),

ranked_lists as (

    select
        *,
        amount_gbp - list_gbp as rounding_gbp,
        row_number() over (
            partition by la_code, provider_id, spend_category, financial_year, financial_period
            order by
                list_order, abs(amount_gbp - list_gbp), scope_order,
                posting_date, journal_id, line_number, left_out
        ) as nth
    from possible_lists
    where abs(amount_gbp - list_gbp) <= {{ var('rounding_per_month_gbp') }} * placements

),

listed_dues as (

    select
        dues.la_code,
        dues.journal_id,
        dues.line_number,
        dues.placement_key,
        dues.due_gbp,
        lists.match_method,
        lists.rounding_gbp,
        row_number() over (
            partition by dues.la_code, dues.journal_id, dues.line_number
            order by dues.due_gbp desc, dues.placement_key
        ) as highest_first
    from ranked_lists as lists
    inner join scoped_dues as dues
        on
            lists.la_code = dues.la_code
            and lists.journal_id = dues.journal_id
            and lists.line_number = dues.line_number
            and lists.scope_order = dues.scope_order
    where lists.nth = 1 and (lists.left_out is null or lists.left_out <> dues.placement_key)

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    -- One penny for each of as many dues as there are pence of rounding.
    due_gbp + case
        when highest_first <= 100 * abs(rounding_gbp) then 0.01 * sign(rounding_gbp) else 0
    end as matched_gbp,
    match_method
from listed_dues
