{{ config(materialized='table') }}

-- Lines that are a third, a tenth, an eleventh or the whole of a yearly price, or that differ by a
-- penny from what is due for one placement for the line's own period. Lists take no part. A child's
-- yearly price may also be a term of a list, such as a third of three prices. So a whole year
-- counts for a provider's only child, or where several lines of the period are a year's price.
with unmatched_lines as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_exact_amount')) }}

),

lines_without_lists as (

    {{ lines_without('unmatched_lines', ref('int_list_lines')) }}

),

unmatched_dues as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_exact_amount')) }}

),

year_payments as (

    select
        dues.la_code,
        dues.provider_id,
        dues.spend_category,
        dues.financial_year,
        dues.financial_period,
        count(distinct dues.placement_key) as placements,
        count(distinct lines.amount_gbp) as paid_years
    from unmatched_dues as dues
    left join lines_without_lists as lines
        on
            {{ same_provider('dues', 'lines') }}
            and dues.financial_period = lines.financial_period
            and dues.year_gbp = lines.amount_gbp
    group by
        dues.la_code, dues.provider_id, dues.spend_category,
        dues.financial_year, dues.financial_period

),

dues_with_years as (

    select
        dues.*,
        {{ money_ratio('dues.year_gbp', '1', '10') }} as tenth_gbp,
        {{ money_ratio('dues.year_gbp', '1', '11') }} as eleventh_gbp,
        case
            when year_payments.placements = 1 or year_payments.paid_years > 1 then dues.year_gbp
        end as whole_year_gbp
    from unmatched_dues as dues
    inner join year_payments
        on
            {{ same_provider('dues', 'year_payments') }}
            and dues.financial_period = year_payments.financial_period

),

{{ matches_in_turn('lines_without_lists', 'dues_with_years', [
    ['third_of_price', 'third_gbp'],
    ['year_of_price', 'whole_year_gbp'],
    ['tenth_of_price', 'tenth_gbp'],
    ['tenth_of_price', 'eleventh_gbp'],
    ['amount_of_period_rounded', 'due_gbp', 0, 1],
    ['amount_of_period_rounded', 'due_gbp', 0, -1],
    ['amount_of_period_rounded', 'full_gbp', 0, 1],
    ['amount_of_period_rounded', 'full_gbp', 0, -1],
]) }}

select * from matches_in_turn
