-- The accounts that are forecast by prices, and each one's share of the remaining forecast of its
-- category: by what is posted to it, else by its budget, else equal shares.
with accounts as (

    select
        *,
        greatest(forecast_from_gbp, 0) as posted_gbp,
        greatest(budget_gbp, 0) as budgeted_gbp
    from {{ ref('int_account_to_date') }}
    where is_priced and not year_is_over

),

weighed as (

    select
        *,
        cast(100 * case
            when sum(posted_gbp) over category > 0 then posted_gbp
            when sum(budgeted_gbp) over category > 0 then budgeted_gbp
            else 0.01
        end as bigint) as weight
    from accounts
    window
        category as (
            partition by la_code, financial_year, financial_period, spend_category
        )

),

summed as (

    select
        *,
        sum(weight) over (
            partition by la_code, financial_year, financial_period, spend_category
        ) as weights
    from weighed

)

select
    summed.la_code,
    summed.financial_year,
    summed.financial_period,
    summed.cost_centre,
    summed.subjective,
    {{ money_ratio(
        'remaining.committed_remaining_gbp + remaining.timing_remaining_gbp',
        'summed.weight', 'summed.weights'
    ) }} as remaining_gbp
from summed
inner join {{ ref('int_dsg_remaining_by_category') }} as remaining
    on
        summed.la_code = remaining.la_code
        and summed.financial_year = remaining.financial_year
        and summed.financial_period = remaining.financial_period
        and summed.spend_category = remaining.spend_category
        and summed.outturn_line = remaining.dsg_block
