with lines as (

    select * from {{ ref('int_unit_lines') }}

),

methods as (

    select * from {{ ref('match_methods') }}

),

periods as (

    select
        lines.la_code,
        lines.unit_key,
        lines.financial_year,
        lines.financial_period,
        min(lines.supplier_id) as supplier_id,
        min(lines.posting_date) as first_posted,
        count(*) as lines,
        min(methods.match_order) as match_order,
        min(methods.confidence) as confidence,
        {{ dbt.listagg(
            "concat(lines.journal_id, '/', cast(lines.line_number as varchar))",
            "'; '",
            "order by lines.journal_id, lines.line_number"
        ) }} as journal_lines
    from lines
    left join methods on lines.match_method = methods.match_method
    group by lines.la_code, lines.unit_key, lines.financial_year, lines.financial_period

)

select
    periods.*,
    methods.match_method
from periods
left join methods on periods.match_order = methods.match_order
