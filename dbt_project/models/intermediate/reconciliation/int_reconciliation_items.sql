{{ config(materialized='table') }}

with unmatched as (

    select * from {{ ref('int_lines_unmatched') }}

),

items as (

    select * from {{ ref('int_items_of_units') }}
    union all
    select * from {{ ref('int_items_place_funding') }}
    union all
    select * from {{ ref('int_items_other_account') }}
    union all
    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        class,
        'line' as known_for,
        amount_gbp,
        amount_gbp as ledger_gbp,
        0 as committed_gbp,
        null as placement_key,
        null as group_key,
        provider_urn,
        spend_category,
        supplier_id,
        concat(journal_id, '/', cast(line_number as varchar)) as journal_lines,
        1 as lines,
        'unmatched' as match_method,
        null as confidence,
        posting_date as seen_from
    from unmatched
    where amount_gbp <> 0

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    class,
    known_for,
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(ledger_gbp as decimal(18, 2)) as ledger_gbp,
    cast(committed_gbp as decimal(18, 2)) as committed_gbp,
    placement_key,
    group_key,
    provider_urn,
    spend_category,
    supplier_id,
    journal_lines,
    lines,
    match_method,
    cast(confidence as decimal(3, 2)) as confidence,
    cast(least(seen_from, {{ reporting_date() }}) as date) as first_seen,
    cast(
        {{ dbt.datediff('least(seen_from, ' ~ reporting_date() ~ ')', reporting_date(), 'day') }}
        as bigint
    ) as age_days
from items
