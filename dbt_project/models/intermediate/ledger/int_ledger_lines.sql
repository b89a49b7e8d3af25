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
    ledger.la_code,
    ledger.journal_id,
    ledger.line_number,

    ledger.financial_year,
    ledger.financial_period,
    ledger.posting_date,
    ledger.document_date,

    ledger.journal_type,
    ledger.cost_centre,
    ledger.subjective,
    ledger.supplier_id,
    ledger.supplier_name,
    -- The id of a placement identifies a child, so its key replaces it, on all accounts. The rest
    -- of a reference is text.
    placements.placement_key as referenced_key,
    cast(
        case
            when placements.placement_key is null then ledger.reference
            else
                substr(
                    ledger.reference,
                    length({{ dbt.split_part('ledger.reference', "'/'", 1) }}) + 1
                )
        end as varchar
    ) as reference_text,
    ledger.description,
    ledger.amount_gbp,

    ledger.dsg_block,
    ledger.spend_category,
    ledger.s251_line,
    ledger.outturn_line,

    ledger.provider_urn,
    ledger.provider_ukprn,
    cast(
        coalesce(
            matches.match_method,
            case when ledger.provider_id is not null then 'provider' else 'unmatched' end
        ) as varchar
    ) as match_method,

    ledger._load_id as load_id,
    ledger._line as file_line
from ledger
left join matches
    on
        ledger.la_code = matches.la_code
        and ledger.journal_id = matches.journal_id
        and ledger.line_number = matches.line_number
left join placements
    on ledger.la_code = placements.la_code and ledger.reference_key = placements.placement_key
