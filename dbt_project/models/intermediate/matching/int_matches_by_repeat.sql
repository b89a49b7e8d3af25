{{ config(materialized='table') }}

-- Lines that nothing else matches and that repeat a matched line of the same supplier, account and
-- amount, of their own period or of the two before. They are matched to the same placements. From
-- these matches int_differences_repeated decides whether a month is paid late or paid twice.
with account_lines as (

    {{ lines_without(ref('int_lines_of_any_account'), ref('int_matches_by_other_account')) }}

),

lines_of_year as (

    {{ lines_without('account_lines', ref('int_matches_by_sum_on_other_account')) }}

),

open_lines as (

    {{ lines_without('lines_of_year', ref('int_matches_by_other_year')) }}

),

numbered_lines as (

    select
        *,
        row_number() over (
            partition by
                la_code, supplier_id, cost_centre, subjective, amount_gbp,
                financial_year, financial_period
            order by posting_date, journal_id, line_number
        ) as nth
    from open_lines
    where is_high_needs and provider_id is not null and amount_gbp > 0

),

matches as (

    select * from {{ ref('int_matches_but_repeats') }}

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
        row_number() over (
            partition by
                lines.la_code, lines.supplier_id, lines.cost_centre, lines.subjective,
                lines.amount_gbp, lines.financial_year, lines.financial_period
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth
    from {{ ref('int_lines_to_match') }} as lines
    inner join matched
        on
            lines.la_code = matched.la_code
            and lines.journal_id = matched.journal_id
            and lines.line_number = matched.line_number

),

repeats as (

    select
        numbered_lines.la_code,
        numbered_lines.journal_id,
        numbered_lines.line_number,
        matched_lines.journal_id as first_journal_id,
        matched_lines.line_number as first_line_number,
        row_number() over (
            partition by
                numbered_lines.la_code, numbered_lines.journal_id, numbered_lines.line_number
            order by matched_lines.financial_period desc
        ) as latest_first
    from numbered_lines
    inner join matched_lines
        on
            numbered_lines.la_code = matched_lines.la_code
            and numbered_lines.supplier_id = matched_lines.supplier_id
            and numbered_lines.cost_centre = matched_lines.cost_centre
            and numbered_lines.subjective = matched_lines.subjective
            and numbered_lines.amount_gbp = matched_lines.amount_gbp
            and numbered_lines.financial_year = matched_lines.financial_year
            and numbered_lines.nth = matched_lines.nth
            and numbered_lines.financial_period >= matched_lines.financial_period
            and numbered_lines.financial_period
            <= matched_lines.financial_period + {{ var('payment_repeated_within_months') }}

)

select
    repeats.la_code,
    repeats.journal_id,
    repeats.line_number,
    matches.placement_key,
    matches.matched_gbp,
    'amount_again' as match_method
from repeats
inner join matches
    on
        repeats.la_code = matches.la_code
        and repeats.first_journal_id = matches.journal_id
        and repeats.first_line_number = matches.line_number
where repeats.latest_first = 1
