-- Payments of a placement on a wrong account: the placement has no price of the account's spend
-- category, or the account is of another block of the grant than high needs. Two items show them:
-- the amount of each line in the block and category that it is posted to, and the month's sum, with
-- the other sign, in the placement's own category of high needs. They sum to nil, because the
-- payment itself is right.
-- 1. priced, priced_years: the categories that a placement has prices of, and one of them by year.
-- 2. misposted: the matched lines whose account is of none of these categories.
with matches as (

    select
        *,
        -- Null in another block, so that no price of the placement is of this category.
        case when dsg_block = 'high_needs' then spend_category end as own_block_category
    from {{ ref('int_matches_by_line') }}

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

    select
        la_code,
        placement_key,
        financial_year,
        min(spend_category) as spend_category
    from priced
    group by la_code, placement_key, financial_year

),

misposted as (

    select
        matches.*,
        concat(matches.journal_id, '/', cast(matches.line_number as varchar)) as journal_lines,
        methods.confidence,
        priced_years.spend_category as own_category
    from matches
    inner join priced_years
        on
            matches.la_code = priced_years.la_code
            and matches.placement_key = priced_years.placement_key
            and matches.financial_year = priced_years.financial_year
    left join priced
        on
            matches.la_code = priced.la_code
            and matches.placement_key = priced.placement_key
            and matches.financial_year = priced.financial_year
            and matches.own_block_category = priced.spend_category
    left join {{ ref('match_methods') }} as methods on matches.match_method = methods.match_method
    where
        priced.la_code is null
        and matches.matched_gbp <> 0
        and matches.match_method <> 'recovered_share'

)

select
    la_code,
    financial_year,
    financial_period,
    dsg_block,
    'wrong_account' as class,
    'placement' as known_for,
    matched_gbp as amount_gbp,
    matched_gbp as ledger_gbp,
    0 as committed_gbp,
    placement_key,
    provider_urn,
    spend_category,
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
    'placement' as known_for,
    -sum(matched_gbp) as amount_gbp,
    0 as ledger_gbp,
    sum(matched_gbp) as committed_gbp,
    placement_key,
    max(provider_urn) as provider_urn,
    min(own_category) as spend_category,
    null as supplier_id,
    null as journal_lines,
    0 as lines,
    null as match_method,
    null as confidence,
    min(posting_date) as seen_from
from misposted
group by la_code, financial_year, financial_period, placement_key
