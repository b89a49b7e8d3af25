{{ config(materialized='table') }}

-- The matches of all methods except netting, with the line's period and supplier.
with matches as (

    select * from {{ ref('int_matches_but_repeats') }}
    union all
    select * from {{ ref('int_matches_by_other_year') }}
    union all
    select * from {{ ref('int_matches_by_repeat') }}
    union all
    select * from {{ ref('int_matches_by_credit') }}
    union all
    select * from {{ ref('int_matches_by_refund') }}
    union all
    select * from {{ ref('int_matches_by_recovery') }}
    union all
    select * from {{ ref('int_matches_by_recovered_part') }}

)

select
    matches.*,
    lines.financial_year,
    lines.posted_period as financial_period,
    lines.posting_date,
    lines.cost_centre,
    lines.subjective,
    lines.supplier_id,
    lines.provider_urn,
    lines.provider_id,
    lines.spend_category,
    lines.outturn_line as dsg_block
from matches
inner join {{ ref('int_lines_to_match') }} as lines
    on
        matches.la_code = lines.la_code
        and matches.journal_id = lines.journal_id
        and matches.line_number = lines.line_number
