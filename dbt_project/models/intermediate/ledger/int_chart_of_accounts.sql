with accounts as (

    select * from {{ ref('stg_finance_ledger__chart_of_accounts') }}

)

select
    la_code,
    cost_centre,
    subjective,
    dsg_block,
    spend_category,
    s251_line,
    -- Section 251 line 1.9.2 is the DSG brought forward, shown apart from this year's blocks.
    case
        when s251_line = '1.9.2' then 'carry_forward'
        when dsg_block <> 'general_fund' then dsg_block
    end as outturn_line
from accounts
