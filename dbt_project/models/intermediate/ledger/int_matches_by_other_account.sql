{{ config(materialized='table') }}

-- Lines that nothing else matches, on an account of another spend category than the placement's.
-- 1. open_lines, and open_dues: dues of placements that nothing pays in the period.
-- 2. pairs: line and due of one provider and period are equal, or a penny apart.
-- 3. Only a line that equals one due, which no other line equals, is matched.
with lines_without_amount as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_amount')) }}

),

lines_without_lists as (

    {{ lines_without('lines_without_amount', ref('int_matches_by_sum')) }}

),

open_lines as (

    {{ lines_without('lines_without_lists', ref('int_matches_by_only_placement')) }}

),

matched_lines as (

    select
        la_code,
        journal_id,
        line_number,
        placement_key
    from {{ ref('int_matches_by_amount') }}
    union all
    select
        la_code,
        journal_id,
        line_number,
        placement_key
    from {{ ref('int_matches_by_sum') }}
    union all
    select
        la_code,
        journal_id,
        line_number,
        placement_key
    from {{ ref('int_matches_by_only_placement') }}

),

paid_periods as (

    select
        matched_lines.la_code,
        matched_lines.placement_key,
        lines.financial_year,
        lines.financial_period
    from matched_lines
    inner join {{ ref('int_unreferenced_lines') }} as lines
        on
            matched_lines.la_code = lines.la_code
            and matched_lines.journal_id = lines.journal_id
            and matched_lines.line_number = lines.line_number

),

open_dues as (

    {{ dues_without(ref('int_unreferenced_dues'), 'paid_periods') }}

),

pairs as (

    select
        open_lines.la_code,
        open_lines.journal_id,
        open_lines.line_number,
        open_dues.placement_key,
        open_lines.amount_gbp as matched_gbp,
        count(*) over (
            partition by open_lines.la_code, open_lines.journal_id, open_lines.line_number
        ) as dues_of_line,
        count(*) over (
            partition by
                open_dues.la_code,
                open_dues.placement_key,
                open_dues.financial_year,
                open_dues.financial_period
        ) as lines_of_due
    from open_lines
    inner join open_dues
        on
            open_lines.la_code = open_dues.la_code
            and open_lines.provider_id = open_dues.provider_id
            and open_lines.financial_year = open_dues.financial_year
            and open_lines.financial_period = open_dues.financial_period
            and abs(open_lines.amount_gbp - open_dues.due_gbp)
            <= {{ var('rounding_per_month_gbp') }}
            and coalesce(open_lines.spend_category, '') <> open_dues.spend_category

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    matched_gbp,
    'amount_on_other_account' as match_method
from pairs
where dues_of_line = 1 and lines_of_due = 1
