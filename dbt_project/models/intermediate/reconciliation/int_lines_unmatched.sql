with lines as (

    select * from {{ ref('int_ledger_providers') }}

),

matches as (

    select distinct
        la_code,
        journal_id,
        line_number
    from {{ ref('int_ledger_matches') }}

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    lines.financial_period,
    lines.posting_date,
    lines.supplier_id,
    lines.provider_urn,
    {{ reconciliation_block('lines.') }} as dsg_block,
    lines.amount_gbp,
    -- A provider that is paid from the high needs block is paid for a placement.
    case
        when lines.outturn_line = 'high_needs' and lines.provider_id is not null
            then 'paid_without_placement'
        else 'unattributable'
    end as class
from lines
left join matches
    on
        lines.la_code = matches.la_code
        and lines.journal_id = matches.journal_id
        and lines.line_number = matches.line_number
where matches.la_code is null
