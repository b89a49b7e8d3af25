{{ config(materialized='table') }}

with placed as (

    select * from {{ ref('int_differences_by_class') }}

),

lines_behind as (

    select * from {{ ref('int_lines_of_placements') }}

),

providers as (

    select * from {{ ref('int_placement_providers') }}

),

unmatched as (

    select * from {{ ref('int_lines_unmatched') }}

),

of_placements as (

    select
        placed.la_code,
        placed.financial_year,
        placed.financial_period,
        'high_needs' as dsg_block,
        placed.class,
        placed.amount_gbp,
        placed.paid_gbp as ledger_gbp,
        placed.due_gbp as committed_gbp,
        placed.placement_key,
        providers.provider_urn,
        lines_behind.supplier_id,
        lines_behind.journal_lines,
        coalesce(lines_behind.lines, 0) as lines,
        lines_behind.match_method,
        lines_behind.confidence,
        -- A payment can be missed from the end of its month on.
        coalesce(
            lines_behind.first_posted,
            {{ period_end('placed.financial_year', 'placed.financial_period') }}
        ) as seen_from
    from placed
    left join lines_behind
        on
            placed.la_code = lines_behind.la_code
            and placed.placement_key = lines_behind.placement_key
            and placed.financial_year = lines_behind.financial_year
            and placed.financial_period = lines_behind.financial_period
    left join providers
        on placed.la_code = providers.la_code and placed.placement_key = providers.placement_key

),

items as (

    select * from of_placements
    union all
    select * from {{ ref('int_items_other_account') }}
    union all
    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        class,
        amount_gbp,
        amount_gbp as ledger_gbp,
        0 as committed_gbp,
        null as placement_key,
        provider_urn,
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
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(ledger_gbp as decimal(18, 2)) as ledger_gbp,
    cast(committed_gbp as decimal(18, 2)) as committed_gbp,
    placement_key,
    provider_urn,
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
