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

{#- A set of more has one provider more than a smaller one, behind its last. -#}
{%- for size in [2, 3] %}

    sets_of_{{ size }} as (

        select
            smaller.la_code,
            smaller.spend_category,
            smaller.financial_year,
            smaller.financial_period,
            smaller.part_order,
            smaller.most_providers,
            smaller.first_id,
            {{ 'added.provider_id' if size == 2 else 'smaller.second_id' }} as second_id,
            {{ 'added.provider_id' if size == 3 else 'smaller.third_id' }} as third_id,
            added.provider_id as last_id,
            {{ size }} as providers,
            smaller.placements + added.placements as placements,
            smaller.total_gbp + added.total_gbp as total_gbp
        from sets_of_{{ size - 1 }} as smaller
        inner join {{ ref('int_unpaid_providers') }} as added
            on
                smaller.last_id < added.provider_id
                and smaller.most_providers >= {{ size }}
                and smaller.la_code = added.la_code
                and smaller.spend_category = added.spend_category
                and smaller.financial_year = added.financial_year
                and smaller.financial_period = added.financial_period
                and smaller.part_order = added.part_order

    ){{ ',' if not loop.last }}
{% endfor %}

select * from sets_of_1
union all
select * from sets_of_2
union all
select * from sets_of_3
