{{ config(materialized='table') }}

-- Payments of a placement on a wrong account: the placement has no price of the account's spend
-- category, or the account is of another block of the grant than high needs.
-- priced, priced_years: the categories that a placement has prices of, and one of them by year.
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

)

select
    matches.*,
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
where
    priced.la_code is null
    and matches.matched_gbp <> 0
    and matches.match_method <> 'recovered_share'
