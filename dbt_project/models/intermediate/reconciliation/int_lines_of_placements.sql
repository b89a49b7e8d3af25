with matches as (

    select * from {{ ref('int_ledger_matches') }}

),

lines as (

    select * from {{ ref('int_ledger_classified') }}

)

select
    matches.la_code,
    matches.placement_key,
    lines.financial_year,
    lines.financial_period,
    min(lines.supplier_id) as supplier_id,
    min(lines.posting_date) as first_posted,
    count(*) as lines,
    -- The surest of the methods and the least sure one's confidence.
    min(matches.match_method) as match_method,
    min(matches.confidence) as confidence,
    {{ dbt.listagg(
        "concat(matches.journal_id, '/', cast(matches.line_number as varchar))",
        "'; '",
        "order by matches.journal_id, matches.line_number"
    ) }} as journal_lines
from matches
inner join lines
    on
        matches.la_code = lines.la_code
        and matches.journal_id = lines.journal_id
        and matches.line_number = lines.line_number
group by matches.la_code, matches.placement_key, lines.financial_year, lines.financial_period
