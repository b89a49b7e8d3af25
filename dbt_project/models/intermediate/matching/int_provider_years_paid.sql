{{ config(materialized='table') }}

-- Provider years in which the lines that no list or instalment matches come to the dues, up to the
-- last of these lines, to a penny for each line and due: two lines for each child, for example, or
-- payments of an old price and one of what its rise has come to since.
with open_lines as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_instalment')) }}

),

paid as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        max(financial_period) as last_paid_period,
        count(*) as lines,
        sum(amount_gbp) as paid_gbp
    from open_lines
    where provider_id is not null
    group by la_code, provider_id, spend_category, financial_year

),

open_dues as (

    {{ dues_without(ref('int_dues_after_lists'), ref('int_matches_by_instalment')) }}

)

select
    paid.la_code,
    paid.provider_id,
    paid.spend_category,
    paid.financial_year
from paid
inner join open_dues as dues
    on {{ same_provider('paid', 'dues') }} and dues.financial_period <= paid.last_paid_period
group by paid.la_code, paid.provider_id, paid.spend_category, paid.financial_year
having
    abs(max(paid.paid_gbp) - sum(dues.due_gbp))
    <= {{ var('rounding_per_month_gbp') }} * (max(paid.lines) + count(*))
