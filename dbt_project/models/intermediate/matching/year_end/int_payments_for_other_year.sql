{{ config(materialized='table') }}

-- Lines near the end of a financial year that equal, to a penny for each due, what is unpaid on the
-- other side of it (int_year_end_amounts), with the dues that they pay.
-- 1. fits: each line with the amounts that it equals; lines and amounts of one size in turn.
-- 2. parts: the dues of the amount. The pence of rounding go to the highest due.
with fits as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.only_placement_key is not null as is_referenced,
        amounts.provider_id,
        amounts.spend_category,
        amounts.financial_year,
        amounts.due_year,
        amounts.only_placement_key,
        amounts.first_period,
        amounts.last_period,
        lines.amount_gbp - amounts.compared_gbp as rounding_gbp,
        dense_rank() over (
            partition by lines.la_code, lines.journal_id, lines.line_number
            order by amounts.first_period, amounts.last_period, amounts.only_placement_key
        ) as nth_amount,
        dense_rank() over (
            partition by
                amounts.la_code, amounts.provider_id, amounts.spend_category,
                amounts.financial_year, amounts.due_year, amounts.first_period,
                amounts.last_period, amounts.only_placement_key
            order by
                lines.financial_period, lines.posting_date, lines.journal_id, lines.line_number
        ) as nth_line
    from {{ ref('int_lines_near_year_end') }} as lines
    inner join {{ ref('int_year_end_amounts') }} as amounts
        on
            {{ same_provider('lines', 'amounts') }}
            and lines.due_year = amounts.due_year
            and coalesce(lines.only_placement_key, amounts.only_placement_key)
            = amounts.only_placement_key
            and abs(lines.amount_gbp - amounts.compared_gbp)
            <= {{ var('rounding_per_month_gbp') }} * amounts.dues

),

parts as (

    select
        fits.*,
        unpaid.placement_key,
        unpaid.due_period,
        unpaid.due_gbp,
        row_number() over (
            partition by fits.la_code, fits.journal_id, fits.line_number
            order by unpaid.due_gbp desc, unpaid.placement_key, unpaid.due_period
        ) as highest_first,
        row_number() over (
            partition by unpaid.la_code, unpaid.placement_key, unpaid.due_year, unpaid.due_period
            order by fits.journal_id, fits.line_number
        ) as nth_of_due
    from fits
    inner join {{ ref('int_dues_unpaid_near_year_end') }} as unpaid
        on
            {{ same_provider('fits', 'unpaid') }}
            and fits.due_year = unpaid.due_year
            and unpaid.due_period between fits.first_period and fits.last_period
            and fits.only_placement_key in ('all', unpaid.placement_key)
    where fits.nth_amount = fits.nth_line

)

select
    la_code,
    journal_id,
    line_number,
    is_referenced,
    placement_key,
    financial_year,
    due_year,
    due_period,
    cast(
        due_gbp + case when highest_first = 1 then rounding_gbp else 0 end as decimal(18, 2)
    ) as paid_gbp,
    -- A due that two lines fit is paid by the first one only.
    max(nth_of_due) over (partition by la_code, journal_id, line_number) = 1 as is_first
from parts
