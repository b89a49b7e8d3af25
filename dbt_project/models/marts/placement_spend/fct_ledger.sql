with ledger as (

    select * from {{ ref('int_ledger_providers') }}

),

-- All of a line's matches are of one method.
matches as (

    select distinct
        la_code,
        journal_id,
        line_number,
        match_method
    from {{ ref('int_ledger_matches') }}

),

placements as (

    select * from {{ ref('stg_case_system__placements') }}

)

select
    cast(ledger.la_code as varchar) as la_code,
    cast(ledger.journal_id as varchar) as journal_id,
    cast(ledger.line_number as bigint) as line_number,

    cast(ledger.financial_year as varchar) as financial_year,
    cast(ledger.financial_period as integer) as financial_period,
    cast(ledger.posting_date as date) as posting_date,
    cast(ledger.document_date as date) as document_date,

    cast(ledger.journal_type as varchar) as journal_type,
    cast(ledger.cost_centre as varchar) as cost_centre,
    cast(ledger.subjective as varchar) as subjective,
    cast(ledger.supplier_id as varchar) as supplier_id,
    cast(ledger.supplier_name as varchar) as supplier_name,
    -- The id of a placement is a child's: its key stands for it, on whatever account it is posted.
    cast(
        case
            when placements.placement_key is null then ledger.reference
            else
                ledger.reference_key
                || substr(
                    ledger.reference,
                    length({{ dbt.split_part('ledger.reference', "'/'", 1) }}) + 1
                )
        end as varchar
    ) as reference,
    cast(ledger.description as varchar) as description,
    cast(ledger.amount_gbp as decimal(18, 2)) as amount_gbp,

    cast(ledger.dsg_block as varchar) as dsg_block,
    cast(ledger.spend_category as varchar) as spend_category,
    cast(ledger.s251_line as varchar) as s251_line,
    cast(ledger.outturn_line as varchar) as outturn_line,

    cast(ledger.provider_urn as varchar) as provider_urn,
    cast(
        coalesce(
            matches.match_method,
            case when ledger.provider_id is not null then 'provider' else 'unmatched' end
        ) as varchar
    ) as match_method,

    cast(ledger._load_id as varchar) as load_id,
    cast(ledger._line as bigint) as file_line
from ledger
left join matches
    on
        ledger.la_code = matches.la_code
        and ledger.journal_id = matches.journal_id
        and ledger.line_number = matches.line_number
left join placements
    on ledger.la_code = placements.la_code and ledger.reference_key = placements.placement_key
