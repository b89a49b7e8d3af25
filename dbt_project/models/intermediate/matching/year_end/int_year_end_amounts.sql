-- What one payment for unpaid months of another year can be: the dues of one month, or of several
-- months in a row, of one placement or of all placements of a provider.
with unpaid as (

    select * from {{ ref('int_dues_unpaid_near_year_end') }}

),

months as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        due_year,
        due_period,
        placement_key as only_placement_key,
        1 as placements,
        due_gbp
    from unpaid
    union all
    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        due_year,
        due_period,
        'all' as only_placement_key,
        count(*) as placements,
        sum(due_gbp) as due_gbp
    from unpaid
    group by la_code, provider_id, spend_category, financial_year, due_year, due_period
    having count(*) > 1

)

select
    first_month.la_code,
    first_month.provider_id,
    first_month.spend_category,
    first_month.financial_year,
    first_month.due_year,
    first_month.only_placement_key,
    first_month.due_period as first_period,
    last_month.due_period as last_period,
    sum(months.placements) as dues,
    sum(months.due_gbp) as compared_gbp
from months as first_month
inner join months as last_month
    on
        {{ same_provider('first_month', 'last_month') }}
        and first_month.due_year = last_month.due_year
        and first_month.only_placement_key = last_month.only_placement_key
        and first_month.due_period <= last_month.due_period
inner join months
    on
        {{ same_provider('first_month', 'months') }}
        and first_month.due_year = months.due_year
        and first_month.only_placement_key = months.only_placement_key
        and months.due_period between first_month.due_period and last_month.due_period
group by
    first_month.la_code, first_month.provider_id, first_month.spend_category,
    first_month.financial_year, first_month.due_year, first_month.only_placement_key,
    first_month.due_period, last_month.due_period
