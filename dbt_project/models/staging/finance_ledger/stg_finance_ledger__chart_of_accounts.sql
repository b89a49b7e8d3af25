with history as (

    select * from {{ ref('hist_finance_ledger__chart_of_accounts') }}

)

select
    la_code,
    cost_centre,
    subjective,

    account_name,
    dsg_block,
    spend_category,
    s251_line,

    _load_id,
    _line

from history
where {{ is_known() }}
