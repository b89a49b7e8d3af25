{{ config(materialized='table') }}

with lines_without_reference as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

lines as (

    {{ lines_without('lines_without_reference', ref('int_matches_by_amount')) }}

),

dues_without_reference as (

    {{ dues_without(
        ref('int_commitments_due'), ref('int_matches_by_reference'), ['financial_year']
    ) }}

),

dues as (

    {{ dues_without(
        'dues_without_reference', ref('int_matches_by_amount'),
        ['financial_year', 'financial_period']
    ) }}

),

sums as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        count(*) as placements,
        sum(due_gbp) as due_gbp
    from dues
    group by la_code, provider_id, spend_category, financial_year, financial_period
    having count(*) > 1

),

-- The list may be without one of them: a child who came after it was made, or is never billed.
lists as (

    select
        *,
        null as left_out
    from sums
    union all
    select
        sums.la_code,
        sums.provider_id,
        sums.spend_category,
        sums.financial_year,
        sums.financial_period,
        sums.placements - 1 as placements,
        sums.due_gbp - dues.due_gbp as due_gbp,
        dues.placement_key as left_out
    from sums
    inner join dues
        on
            {{ same_provider('sums', 'dues') }}
            and sums.financial_period = dues.financial_period
    where sums.placements > 2

),

lines_of_lists as (

    select
        lists.*,
        lines.journal_id,
        lines.line_number,
        lines.amount_gbp - lists.due_gbp as rounding_gbp,
        row_number() over (
            partition by
                lists.la_code, lists.provider_id, lists.spend_category, lists.financial_year,
                lists.financial_period
            order by
                case when lists.left_out is null then 0 else 1 end,
                abs(lines.amount_gbp - lists.due_gbp),
                lines.posting_date, lines.journal_id, lines.line_number, lists.left_out
        ) as nth
    from lines
    inner join lists
        on
            {{ same_provider('lines', 'lists') }}
            and lines.financial_period = lists.financial_period
    -- A penny for each child: months move by one once a child's leaving is known.
    where abs(lines.amount_gbp - lists.due_gbp) <= 0.01 * lists.placements

),

by_sum as (

    select
        lists.la_code,
        lists.journal_id,
        lists.line_number,
        dues.placement_key,
        lists.left_out,
        lists.rounding_gbp,
        dues.due_gbp,
        row_number() over (
            partition by lists.la_code, lists.journal_id, lists.line_number
            order by dues.due_gbp desc, dues.placement_key
        ) as largest_first
    from lines_of_lists as lists
    inner join dues
        on
            {{ same_provider('lists', 'dues') }}
            and lists.financial_period = dues.financial_period
    where lists.nth = 1 and (lists.left_out is null or lists.left_out <> dues.placement_key)

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_gbp + case
        when largest_first <= 100 * abs(rounding_gbp) then 0.01 * sign(rounding_gbp) else 0
    end as matched_gbp,
    case when left_out is null then 'sum_of_period' else 'sum_of_period_but_one' end as match_method
from by_sum
