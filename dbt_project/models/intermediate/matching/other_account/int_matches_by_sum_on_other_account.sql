{{ config(materialized='table') }}

-- Lists on a wrong account: lines that no other method matches and that equal the sum of all open
-- dues of their provider in one spend category and period, or of a twelfth or a third of the
-- prices, to a penny for each child. Their account is of another category or block.
with lines as (

    {{ lines_without(ref('int_lines_of_any_account'), ref('int_matches_by_other_account')) }}

),

dues as (

    {{ dues_without(ref('int_dues_of_any_account'), ref('int_matches_by_other_account')) }}

),

parts as (

    {{ parts_of_dues('dues') }}

),

lists as (

    select
        *,
        count(*) over list as placements,
        sum(part_gbp) over list as list_gbp,
        row_number() over (
            partition by
                la_code, provider_id, spend_category, financial_year, financial_period, part_order
            order by part_gbp desc, placement_key
        ) as highest_first
    from parts
    window list as (
        partition by
            la_code, provider_id, spend_category, financial_year, financial_period, part_order
    )

),

fits as (

    select
        lists.*,
        lines.journal_id,
        lines.line_number,
        lines.amount_gbp - lists.list_gbp as rounding_gbp,
        dense_rank() over (
            partition by lines.la_code, lines.journal_id, lines.line_number
            order by lists.part_order, lists.spend_category
        ) as nth_list,
        dense_rank() over (
            partition by
                lists.la_code, lists.provider_id, lists.spend_category, lists.financial_year,
                lists.financial_period
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth_line
    from lines
    inner join lists
        on
            lines.la_code = lists.la_code
            and lines.provider_id = lists.provider_id
            and lines.financial_year = lists.financial_year
            and lines.financial_period = lists.financial_period
            and (not lines.is_high_needs or lines.spend_category <> lists.spend_category)
            and lists.placements > 1
            and abs(lines.amount_gbp - lists.list_gbp)
            <= {{ var('rounding_per_month_gbp') }} * lists.placements

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    -- The pence of rounding go to the highest part.
    cast(
        part_gbp + case when highest_first = 1 then rounding_gbp else 0 end as decimal(18, 2)
    ) as matched_gbp,
    'sum_on_other_account' as match_method
from fits
where nth_list = 1 and nth_line = 1
