-- A returned row is a weekly or daily price whose annual_amount looks like the price of a week or a
-- day: it is spread over a year, so that the commitment is far too small. To do: ask the sender for
-- the price of the year.
select
    la_code,
    cost_key,
    placement_key,
    spend_category,
    price_basis,
    weeks,
    annual_amount_gbp
from {{ ref('stg_case_system__placement_costs') }}
where
    annual_amount_gbp > 0
    and (
        (
            price_basis = 'weekly'
            and annual_amount_gbp
            < {{ var('smallest_weekly_price_gbp') }}
            * coalesce(weeks, {{ var('weeks_of_full_year') }})
        )
        or (
            price_basis = 'daily'
            and annual_amount_gbp
            < {{ var('smallest_daily_price_gbp') }} * {{ var('school_days_of_a_year') }}
        )
    )
