{{ config(materialized='table') }}

-- A line may fit one placement alone while another line fits the same placement and a second one.
-- The first line is matched before all others, so that the second line is left for the second
-- placement.
-- 1. fits: every line with every due amount of its provider and period that it equals.
-- 2. counted_fits: whether the line fits one placement only, and whether several lines fit the due.
-- 3. ranked_fits: of the lines that fit such a due and no other, the surest and earliest first.
with lines as (

    select * from {{ ref('int_unreferenced_lines') }}

),

dues as (

    select * from {{ ref('int_unreferenced_dues') }}

),

due_amounts as (

    select
        *,
        1 as surest_first,
        'amount_of_period' as match_method,
        due_gbp as compared_gbp
    from dues
    union all
    select
        *,
        2 as surest_first,
        'full_amount_of_period' as match_method,
        full_gbp as compared_gbp
    from dues
    union all
    select
        *,
        3 as surest_first,
        'twelfth_of_price' as match_method,
        twelfth_gbp as compared_gbp
    from dues
    union all
    select
        *,
        4 as surest_first,
        'third_of_price' as match_method,
        third_gbp as compared_gbp
    from dues

),

fits as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        concat(lines.journal_id, '/', cast(lines.line_number as varchar)) as line_id,
        lines.posting_date,
        lines.amount_gbp,
        due_amounts.placement_key,
        due_amounts.financial_year,
        due_amounts.financial_period,
        due_amounts.surest_first,
        due_amounts.match_method
    from lines
    inner join due_amounts
        on
            {{ same_provider('lines', 'due_amounts') }}
            and lines.financial_period = due_amounts.financial_period
            and lines.amount_gbp = due_amounts.compared_gbp

),

counted_fits as (

    select
        *,
        min(placement_key) over same_line = max(placement_key) over same_line as fits_one_alone,
        min(line_id) over same_due <> max(line_id) over same_due as is_contested
    from fits
    window
        same_line as (partition by la_code, journal_id, line_number),
        same_due as (partition by la_code, placement_key, financial_year, financial_period)

),

ranked_fits as (

    select
        *,
        row_number() over (
            partition by la_code, placement_key, financial_year, financial_period
            order by surest_first, posting_date, journal_id, line_number
        ) as nth
    from counted_fits
    where fits_one_alone and is_contested

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    amount_gbp as matched_gbp,
    match_method
from ranked_fits
where nth = 1
