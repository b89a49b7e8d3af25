with accounts as (

    select * from {{ ref('int_chart_of_accounts') }}

)

select
    cast(accounts.la_code as varchar) as la_code,
    cast(accounts.cost_centre as varchar) as cost_centre,
    cast(accounts.subjective as varchar) as subjective,
    cast(accounts.dsg_block as varchar) as dsg_block,
    cast(accounts.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(accounts.s251_line as varchar) as s251_line,
    cast(lines.line_label as varchar) as s251_line_label,
    cast(accounts.outturn_line as varchar) as outturn_line,
    cast(accounts.account_name as varchar) as account_name
from accounts
left join {{ ref('spend_categories') }} as categories
    on accounts.spend_category = categories.spend_category
left join {{ ref('section_251_lines') }} as lines on accounts.s251_line = lines.s251_line
