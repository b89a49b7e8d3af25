-- Income of the high needs block that no method but recovery matches: the amount that came in. The
-- debtor is not the provider, so that income is compared with all placements of the authority.
with lines_without_credits as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_credit')) }}

),

lines_without_refunds as (

    {{ lines_without('lines_without_credits', ref('int_matches_by_refund')) }}

),

unmatched as (

    {{ lines_without('lines_without_refunds', ref('int_matches_but_repeats')) }}

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    posting_date,
    'income' as provider_id,
    'income' as spend_category,
    -amount_gbp as amount_gbp
from unmatched
where amount_gbp < 0
