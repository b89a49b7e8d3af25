-- A returned row is a price whose parts of a whole financial year are not the price, or whose
-- payers' parts are not the commitment.
with years as (

    select
        la_code,
        cost_key,
        financial_year,
        sum(committed_gbp) as committed_gbp,
        sum(education_gbp + social_care_gbp + health_gbp) as payers_gbp,
        sum(days_in_period) as days,
        min(price_basis) as price_basis
    from {{ ref('fct_placement_costs') }}
    group by la_code, cost_key, financial_year

),

prices as (

    select * from {{ ref('stg_case_system__placement_costs') }}

)

select
    years.*,
    prices.annual_amount_gbp
from years
inner join prices on years.la_code = prices.la_code and years.cost_key = prices.cost_key
where
    years.committed_gbp <> years.payers_gbp
    or (
        -- 366 days are a whole year always; 365 may be a leap year's without one day.
        (years.days = 366 or (years.days = 365 and mod(cast(
            substr(years.financial_year, 1, 4) as integer
        ) + 1, 4) <> 0))
        and years.price_basis in ('financial_year', 'daily', 'weekly')
        and years.committed_gbp <> prices.annual_amount_gbp
    )
    or (years.price_basis = 'one_off' and years.committed_gbp <> prices.annual_amount_gbp)
