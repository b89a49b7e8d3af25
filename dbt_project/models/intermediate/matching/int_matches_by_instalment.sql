{{ config(materialized='table') }}

-- Lines that are an instalment (seed instalments) of the yearly prices of a provider's children, or
-- of all but one of them, to a penny for each child.
-- 1. payees: each line with the provider's placements that are unpaid in its period, and the sum of
--    their yearly prices.
-- 2. ranked_lists: all these placements, or all but one, whose instalment is the line's amount.
-- 3. parts: each child's instalment. The pence of rounding go to the highest parts.
with payees as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        dues.financial_year,
        dues.financial_period,
        lines.amount_gbp,
        dues.placement_key,
        dues.year_gbp,
        count(*) over line as placements,
        sum(dues.year_gbp) over line as all_gbp,
        row_number() over (
            partition by lines.la_code, lines.journal_id, lines.line_number
            order by dues.placement_key
        ) as nth
    from {{ ref('int_lines_after_lists') }} as lines
    inner join {{ ref('int_dues_after_lists') }} as dues
        on
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period
            and dues.year_gbp > 0
            and lines.amount_gbp > 0
    window line as (partition by lines.la_code, lines.journal_id, lines.line_number)

),

options as (

    select
        *,
        1 as option_order,
        cast(null as varchar) as left_out,
        {{ var('rounding_per_month_gbp') }} * placements as rounding_gbp,
        all_gbp as listed_gbp
    from payees
    where nth = 1
    union all
    select
        *,
        2 as option_order,
        placement_key as left_out,
        {{ var('rounding_per_month_gbp') }} * placements as rounding_gbp,
        all_gbp - year_gbp as listed_gbp
    from payees
    where placements > 2

),

ranked_lists as (

    select
        options.la_code,
        options.journal_id,
        options.line_number,
        options.left_out,
        instalments.numerator,
        instalments.denominator,
        row_number() over (
            partition by options.la_code, options.journal_id, options.line_number
            order by options.option_order, instalments.instalment_order, options.left_out
        ) as nth
    from options
    inner join {{ ref('instalments') }} as instalments
        on
            instalments.denominator * (options.amount_gbp + options.rounding_gbp)
            >= options.listed_gbp * instalments.numerator
            and instalments.denominator * (options.amount_gbp - options.rounding_gbp)
            <= options.listed_gbp * instalments.numerator

),

parts as (

    select
        payees.*,
        {{ money_ratio('payees.year_gbp', 'lists.numerator', 'lists.denominator') }} as part_gbp
    from payees
    inner join ranked_lists as lists
        on
            payees.la_code = lists.la_code
            and payees.journal_id = lists.journal_id
            and payees.line_number = lists.line_number
            and lists.nth = 1
            and coalesce(lists.left_out, '') <> payees.placement_key

),

numbered as (

    select
        *,
        cast(sum(part_gbp) over line as decimal(18, 2)) as parts_gbp,
        row_number() over (
            partition by la_code, journal_id, line_number order by part_gbp desc, placement_key
        ) as highest_first
    from parts
    window line as (partition by la_code, journal_id, line_number)

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    part_gbp + case when highest_first = 1 then amount_gbp - parts_gbp else 0 end as matched_gbp,
    'instalment_of_list' as match_method
from numbered
