select
    cast(la_code as varchar) as la_code,
    cast(cost_centre as varchar) as cost_centre,
    cast(subjective as varchar) as subjective,
    cast(dsg_block as varchar) as dsg_block,
    cast(spend_category as varchar) as spend_category,
    cast(s251_line as varchar) as s251_line,
    cast(outturn_line as varchar) as outturn_line,
    cast(account_name as varchar) as account_name
from {{ ref('int_chart_of_accounts') }}
