-- Two items for each payment of a placement on an account of a spend category that the placement
-- has no price of: more than there should be on that account, and as much less on its own. They sum
-- to nil, for the payment itself is right.
with matches as (

    select * from {{ ref('int_ledger_matches') }}

),

lines as (

    select * from {{ ref('int_ledger_providers') }}

),

priced as (

    select distinct
        la_code,
        placement_key,
        financial_year,
        spend_category
    from {{ ref('int_placement_costs') }}

),

priced_years as (

    select distinct
        la_code,
        placement_key,
        financial_year
    from priced

),

misposted as (

    select
        matches.la_code,
        matches.placement_key,
        lines.financial_year,
        lines.financial_period,
        lines.provider_urn,
        lines.supplier_id,
        concat(matches.journal_id, '/', cast(matches.line_number as varchar)) as journal_lines,
        matches.match_method,
        matches.confidence,
        matches.matched_gbp,
        lines.posting_date
    from matches
    inner join lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number
    inner join priced_years
        on
            matches.la_code = priced_years.la_code
            and matches.placement_key = priced_years.placement_key
            and lines.financial_year = priced_years.financial_year
    left join priced
        on
            matches.la_code = priced.la_code
            and matches.placement_key = priced.placement_key
            and lines.financial_year = priced.financial_year
            and lines.spend_category = priced.spend_category
    where priced.la_code is null and matches.matched_gbp <> 0

)

select
    la_code,
    financial_year,
    financial_period,
    'high_needs' as dsg_block,
    'wrong_account' as class,
    matched_gbp as amount_gbp,
    matched_gbp as ledger_gbp,
    0 as committed_gbp,
    placement_key,
    provider_urn,
    supplier_id,
    journal_lines,
    1 as lines,
    match_method,
    confidence,
    posting_date as seen_from
from misposted
union all
select
    la_code,
    financial_year,
    financial_period,
    'high_needs' as dsg_block,
    'wrong_account' as class,
    -sum(matched_gbp) as amount_gbp,
    0 as ledger_gbp,
    sum(matched_gbp) as committed_gbp,
    placement_key,
    max(provider_urn) as provider_urn,
    null as supplier_id,
    null as journal_lines,
    0 as lines,
    null as match_method,
    null as confidence,
    min(posting_date) as seen_from
from misposted
group by la_code, financial_year, financial_period, placement_key
