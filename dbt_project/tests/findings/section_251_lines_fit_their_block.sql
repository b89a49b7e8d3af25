-- A returned row is an account whose section 251 line is charged to the General Fund while its
-- block is one of the grant, or the other way round. The statement then differs from the outturn of
-- the grant by its amount. To do: correct the line or the block in the chart of accounts.
with postings as (

    select
        la_code,
        financial_year,
        cost_centre,
        subjective,
        dsg_block,
        s251_line,
        outturn_line,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_account_postings') }}
    group by
        la_code, financial_year, cost_centre, subjective, dsg_block, s251_line, outturn_line

)

select
    postings.la_code,
    postings.financial_year,
    postings.cost_centre,
    postings.subjective,
    postings.dsg_block,
    postings.s251_line,
    lines.charged_to,
    postings.amount_gbp
from postings
inner join {{ ref('section_251_lines') }} as lines on postings.s251_line = lines.s251_line
where
    (lines.charged_to = 'general_fund' and postings.outturn_line is not null)
    or (lines.charged_to = 'dsg' and postings.dsg_block = 'general_fund')
