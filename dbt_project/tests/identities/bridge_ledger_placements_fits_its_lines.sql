-- A returned row is a line whose placements get more than it paid, or money of the other sign, or
-- a match with a line that is not in the ledger.
with parts as (

    select
        la_code,
        journal_id,
        line_number,
        sum(matched_gbp) as matched_gbp
    from {{ ref('bridge_ledger_placements') }}
    group by la_code, journal_id, line_number

)

select
    parts.la_code,
    parts.journal_id,
    parts.line_number
from parts
left join {{ ref('fct_ledger') }} as ledger
    on
        parts.la_code = ledger.la_code
        and parts.journal_id = ledger.journal_id
        and parts.line_number = ledger.line_number
where
    ledger.amount_gbp is null
    or parts.matched_gbp not between least(ledger.amount_gbp, 0) and greatest(ledger.amount_gbp, 0)
