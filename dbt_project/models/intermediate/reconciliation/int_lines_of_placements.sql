with matches as (

    select * from {{ ref('int_ledger_matches') }}

),

lines as (

    select * from {{ ref('int_ledger_classified') }}

),

methods as (

    select * from {{ ref('match_methods') }}

),

periods as (

    select
        matches.la_code,
        matches.placement_key,
        lines.financial_year,
        lines.financial_period,
        min(lines.supplier_id) as supplier_id,
        min(lines.posting_date) as first_posted,
        count(*) as lines,
        min(methods.match_order) as match_order,
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
    left join methods on matches.match_method = methods.match_method
    group by matches.la_code, matches.placement_key, lines.financial_year, lines.financial_period

)

select
    periods.*,
    methods.match_method
from periods
left join methods on periods.match_order = methods.match_order
