-- Lines that are a list: the sum of several dues of a provider's period, to a penny for each child.
-- 1. scope_totals: for each line two scopes of dues: all of them, and those of children who stay.
-- 2. possible_lists: each scope as a whole, and without one child, who is not invoiced or has left.
-- 3. ranked_lists: the lists that the line's amount fits; the first of a provider's period counts.
-- 4. listed_dues: the dues of that list. The pence of rounding go to the highest dues, one each.
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
        count(*) over scope as placements_in_scope,
        sum(due_gbp) over scope as scope_gbp,
        row_number() over (
            partition by la_code, journal_id, line_number, scope_order order by placement_key
        ) as nth_in_scope
    from scoped_dues
    window scope as (partition by la_code, journal_id, line_number, scope_order)

),

options as (

    select true as lacks_one
    union all
    select false as lacks_one

),

-- The whole scope is one list, made from its first due. Each due makes one list without its child.
possible_lists as (

    select
        dues.*,
        case when options.lacks_one then 'sum_but_one' else dues.match_method end as list_method,
        case when options.lacks_one then 3 else dues.scope_order end as list_order,
        case when options.lacks_one then dues.placement_key end as left_out,
        dues.placements_in_scope - case when options.lacks_one then 1 else 0 end as placements,
        dues.scope_gbp - case when options.lacks_one then dues.due_gbp else 0 end as list_gbp
    from scope_totals as dues
    cross join options
    where
        (options.lacks_one and dues.placements_in_scope > 2)
        or (not options.lacks_one and dues.placements_in_scope > 1 and dues.nth_in_scope = 1)

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
        dues.financial_year,
        dues.financial_period,
        dues.placement_key,
        dues.due_gbp,
        lists.list_method as match_method,
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
    financial_year,
    financial_period,
    placement_key,
    cast(
        due_gbp + 0.01 * case
            when highest_first <= 100 * abs(rounding_gbp) then {{ sign_of('rounding_gbp') }} else 0
        end as decimal(18, 2)
    ) as matched_gbp,
    match_method
from listed_dues
