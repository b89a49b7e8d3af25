with ledger_lines as (

    select * from {{ ref('int_ledger_lines') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(journal_id as varchar) as journal_id,
    cast(line_number as bigint) as line_number,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(posting_date as date) as posting_date,
    cast(document_date as date) as document_date,
    cast(journal_type as varchar) as journal_type,
    cast(cost_centre as varchar) as cost_centre,
    cast(subjective as varchar) as subjective,
    cast(supplier_id as varchar) as supplier_id,
    cast(supplier_name as varchar) as supplier_name,
    cast(reference as varchar) as reference,
    cast(description as varchar) as description,
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(dsg_block as varchar) as dsg_block,
    cast(spend_category as varchar) as spend_category,
    cast(s251_line as varchar) as s251_line,
    cast(outturn_line as varchar) as outturn_line,
    cast(provider_urn as varchar) as provider_urn,
    cast(match_method as varchar) as match_method,
    cast(load_id as varchar) as load_id,
    cast(file_line as bigint) as file_line
from ledger_lines
