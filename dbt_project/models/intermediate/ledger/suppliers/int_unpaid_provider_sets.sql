{{ config(materialized='table') }}

-- Sets of one to three unpaid providers of a category, by window and kind of payment. Together two
-- of them make the sets of up to six that a payment is compared with.
with sets_of_1 as (

    select
        la_code,
        spend_category,
        financial_year,
        financial_period,
        part_order,
        most_providers,
        provider_id as first_id,
        cast(null as varchar) as second_id,
        cast(null as varchar) as third_id,
        provider_id as last_id,
        1 as providers,
        placements,
        total_gbp
    from {{ ref('int_unpaid_providers') }}

),

sets_of_2 as (

    select
        smaller.la_code,
        smaller.spend_category,
        smaller.financial_year,
        smaller.financial_period,
        smaller.part_order,
        smaller.most_providers,
        smaller.first_id,
        added.provider_id as second_id,
        cast(null as varchar) as third_id,
        added.provider_id as last_id,
        2 as providers,
        smaller.placements + added.placements as placements,
        smaller.total_gbp + added.total_gbp as total_gbp
    from sets_of_1 as smaller
    inner join {{ ref('int_unpaid_providers') }} as added
        on
            smaller.last_id < added.provider_id
            and smaller.most_providers >= 2
            and smaller.la_code = added.la_code
            and smaller.spend_category = added.spend_category
            and smaller.financial_year = added.financial_year
            and smaller.financial_period = added.financial_period
            and smaller.part_order = added.part_order

),

sets_of_3 as (

    select
        smaller.la_code,
        smaller.spend_category,
        smaller.financial_year,
        smaller.financial_period,
        smaller.part_order,
        smaller.most_providers,
        smaller.first_id,
        smaller.second_id,
        added.provider_id as third_id,
        added.provider_id as last_id,
        3 as providers,
        smaller.placements + added.placements as placements,
        smaller.total_gbp + added.total_gbp as total_gbp
    from sets_of_2 as smaller
    inner join {{ ref('int_unpaid_providers') }} as added
        on
            smaller.last_id < added.provider_id
            and smaller.most_providers >= 3
            and smaller.la_code = added.la_code
            and smaller.spend_category = added.spend_category
            and smaller.financial_year = added.financial_year
            and smaller.financial_period = added.financial_period
            and smaller.part_order = added.part_order

)

select * from sets_of_1
union all
select * from sets_of_2
union all
select * from sets_of_3
