with accounts as (

    select * from {{ ref('stg_finance_ledger__chart_of_accounts') }}

),

funding_lines as (

    select s251_line from {{ ref('section_251_lines') }}
    where charged_to = 'dsg_funding'

)

select
    accounts.la_code,
    accounts.cost_centre,
    accounts.subjective,
    accounts.account_name,
    accounts.dsg_block,
    accounts.spend_category,
    accounts.s251_line,
    -- Lines 1.9.1 to 1.9.6 of section 251 are where the grant comes from. They are shown apart from
    -- what it is spent on, whatever block the chart of accounts puts them in.
    case
        when accounts.s251_line = '1.9.2' then 'carry_forward'
        when funding_lines.s251_line is not null then 'grant_income'
        when accounts.dsg_block <> 'general_fund' then accounts.dsg_block
    end as outturn_line
from accounts
left join funding_lines on accounts.s251_line = funding_lines.s251_line
