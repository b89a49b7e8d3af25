-- A returned row is a line whose placements get more or less than it paid, or by two methods.
select
    matches.la_code,
    matches.journal_id,
    matches.line_number
from {{ ref('int_ledger_matches') }} as matches
inner join {{ ref('fct_ledger') }} as ledger
    on
        matches.la_code = ledger.la_code
        and matches.journal_id = ledger.journal_id
        and matches.line_number = ledger.line_number
group by matches.la_code, matches.journal_id, matches.line_number
having
    sum(matches.matched_gbp) <> min(ledger.amount_gbp)
    or min(matches.match_method) <> max(matches.match_method)
