-- A returned row is a placement whose case system has two prices for one spend category on the same
-- days. Of two equal prices the commitment counts one, of two different ones it counts both.
-- To do: end or delete the price that was keyed twice, or the one that was replaced.
with prices as (

    select * from {{ ref('int_placement_prices_agreed') }}
    where price_basis <> 'one_off'

),

pairs as (

    select
        first_price.la_code,
        first_price.placement_key,
        first_price.spend_category,
        first_price.cost_key,
        second_price.cost_key as other_cost_key,
        first_price.annual_amount_gbp,
        second_price.annual_amount_gbp as other_annual_amount_gbp,
        greatest(first_price.starts, second_price.starts) as overlaps_from,
        case
            when first_price.ends is null then second_price.ends
            when second_price.ends is null then first_price.ends
            else least(first_price.ends, second_price.ends)
        end as overlaps_to
    from prices as first_price
    inner join prices as second_price
        on
            first_price.la_code = second_price.la_code
            and first_price.placement_key = second_price.placement_key
            and first_price.spend_category = second_price.spend_category
            and first_price.cost_key < second_price.cost_key

)

select * from pairs
where overlaps_to is null or overlaps_from <= overlaps_to
