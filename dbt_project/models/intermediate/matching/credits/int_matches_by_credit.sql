{{ config(materialized='table') }}

-- Credit notes and reversals: lines with the opposite amount of a matched line of the same supplier
-- and account, of their own month or of the months before, also of the financial year before. They
-- are matched to the same placements.
-- 1. credits, matched_lines: lines of one amount and month are numbered, so that each credit note
--    takes another line back. Only lines that a credit note may be for are read.
-- 2. pairs: each credit note with the latest line that it can be for.
with matches as (

    select * from {{ ref('int_matches_but_repeats') }}
    union all
    select * from {{ ref('int_matches_by_repeat') }}

),

credits as (

    select
        *,
        {{ month_number('financial_year', 'financial_period') }} as month_number,
        row_number() over (
            partition by
                la_code, supplier_id, cost_centre, subjective, amount_gbp,
                financial_year, financial_period
            order by posting_date, journal_id, line_number
        ) as nth
    from {{ ref('int_credit_lines') }}

),

credited_amounts as (

    select distinct
        la_code,
        supplier_id,
        cost_centre,
        subjective,
        -amount_gbp as amount_gbp
    from credits

),

matched as (

    select distinct
        la_code,
        journal_id,
        line_number
    from matches

),

matched_lines as (

    select
        lines.*,
        {{ month_number('lines.financial_year', 'lines.financial_period') }} as month_number,
        row_number() over (
            partition by
                lines.la_code, lines.supplier_id, lines.cost_centre, lines.subjective,
                lines.amount_gbp, lines.financial_year, lines.financial_period
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth
    from {{ ref('int_lines_to_match') }} as lines
    inner join credited_amounts
        on
            lines.la_code = credited_amounts.la_code
            and lines.supplier_id = credited_amounts.supplier_id
            and lines.cost_centre = credited_amounts.cost_centre
            and lines.subjective = credited_amounts.subjective
            and lines.amount_gbp = credited_amounts.amount_gbp
    inner join matched
        on
            lines.la_code = matched.la_code
            and lines.journal_id = matched.journal_id
            and lines.line_number = matched.line_number

),

pairs as (

    select
        credits.la_code,
        credits.journal_id,
        credits.line_number,
        matched_lines.journal_id as credited_journal_id,
        matched_lines.line_number as credited_line_number,
        row_number() over (
            partition by credits.la_code, credits.journal_id, credits.line_number
            order by matched_lines.month_number desc
        ) as latest_first
    from credits
    inner join matched_lines
        on
            credits.la_code = matched_lines.la_code
            and credits.supplier_id = matched_lines.supplier_id
            and credits.cost_centre = matched_lines.cost_centre
            and credits.subjective = matched_lines.subjective
            and credits.amount_gbp = -matched_lines.amount_gbp
            and credits.nth = matched_lines.nth
            and matched_lines.month_number between
            credits.month_number - {{ var('credited_within_months') }} and credits.month_number

)

select
    pairs.la_code,
    pairs.journal_id,
    pairs.line_number,
    matches.placement_key,
    -matches.matched_gbp as matched_gbp,
    'credit_of_amount' as match_method
from pairs
inner join matches
    on
        pairs.la_code = matches.la_code
        and pairs.credited_journal_id = matches.journal_id
        and pairs.credited_line_number = matches.line_number
where pairs.latest_first = 1
