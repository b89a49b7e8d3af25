-- Remarks on a line that no sheet of the workbook has, most often a spelling mistake.
with known as (

    select dsg_block as line from {{ ref('dsg_outturn_lines') }}
    union all
    select 'total' as line
    union all
    select spend_category as line from {{ ref('spend_categories') }}
    union all
    select s251_line as line from {{ ref('section_251_lines') }}

)

select
    remarks.la_code,
    remarks.financial_year,
    remarks.financial_period,
    remarks.line
from {{ ref('stg_finance_ledger__remarks') }} as remarks
left join known on remarks.line = known.line
left join {{ ref('int_chart_of_accounts') }} as accounts
    on
        remarks.la_code = accounts.la_code
        and remarks.line = concat(accounts.cost_centre, '/', accounts.subjective)
where known.line is null and accounts.la_code is null
