with items as (

    select * from {{ ref('int_reconciliation_items') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(financial_year as varchar) as financial_year,
    cast(financial_period as integer) as financial_period,
    cast(dsg_block as varchar) as dsg_block,
    cast(class as varchar) as class,
    cast(known_for as varchar) as known_for,
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(ledger_gbp as decimal(18, 2)) as ledger_gbp,
    cast(committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(placement_key as varchar) as placement_key,
    cast(provider_urn as varchar) as provider_urn,
    cast(spend_category as varchar) as spend_category,
    cast(supplier_id as varchar) as supplier_id,
    cast(journal_lines as varchar) as journal_lines,
    cast(lines as bigint) as lines,
    cast(match_method as varchar) as match_method,
    cast(confidence as decimal(3, 2)) as confidence,
    cast(first_seen as date) as first_seen,
    cast(age_days as bigint) as age_days
from items
