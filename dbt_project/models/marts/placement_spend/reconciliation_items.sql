with items as (

    select * from {{ ref('int_reconciliation_items') }}

)

select
    cast(items.la_code as varchar) as la_code,
    cast(items.financial_year as varchar) as financial_year,
    cast(items.financial_period as integer) as financial_period,
    cast(items.dsg_block as varchar) as dsg_block,
    cast(items.class as varchar) as class,
    cast(items.known_for as varchar) as known_for,
    cast(items.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(items.ledger_gbp as decimal(18, 2)) as ledger_gbp,
    cast(items.committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(items.placement_key as varchar) as placement_key,
    cast(items.group_key as varchar) as group_key,
    cast(items.provider_urn as varchar) as provider_urn,
    cast(items.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(items.supplier_id as varchar) as supplier_id,
    cast(items.journal_lines as varchar) as journal_lines,
    cast(items.lines as bigint) as lines,
    cast(items.match_method as varchar) as match_method,
    cast(items.confidence as decimal(3, 2)) as confidence,
    cast(items.first_seen as date) as first_seen,
    cast(items.age_days as bigint) as age_days,
    {{ reporting_date() }} as as_at
from items
left join {{ ref('spend_categories') }} as categories
    on items.spend_category = categories.spend_category
