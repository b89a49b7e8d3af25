-- 1. category_years: each year of a category, up to March or its last adjustment period.
-- 2. months: a row for every period of these years, so that sums to date have no gaps.
-- 3. to_date: sums from April; null after the latest posted period for what is posted.
with spend as (

    select * from {{ ref('int_spend_by_category') }}

),

period_numbers as (

    select cast(generated_number as integer) as financial_period
    from ({{ dbt.generate_series(var('last_financial_period')) }}) as numbers

),

category_years as (

    select
        la_code,
        financial_year,
        spend_category,
        greatest(max(financial_period), 12) as last_period
    from spend
    group by la_code, financial_year, spend_category

),

months as (

    select
        category_years.la_code,
        category_years.financial_year,
        period_numbers.financial_period,
        category_years.spend_category,
        coalesce(spend.plans_funded, 0) as plans_funded,
        coalesce(spend.committed_gbp, 0) as committed_gbp,
        coalesce(spend.all_payers_gbp, 0) as all_payers_gbp,
        coalesce(spend.placement_days, 0) as placement_days,
        coalesce(spend.committed_micropence, 0) as committed_micropence,
        coalesce(spend.place_funding_gbp, 0) as place_funding_gbp,
        case
            when period_numbers.financial_period <= ledger_years.latest_period
                then coalesce(spend.actual_gbp, 0)
        end as actual_gbp
    from category_years
    inner join period_numbers on category_years.last_period >= period_numbers.financial_period
    left join {{ ref('int_ledger_years') }} as ledger_years
        on
            category_years.la_code = ledger_years.la_code
            and category_years.financial_year = ledger_years.financial_year
    left join spend
        on
            category_years.la_code = spend.la_code
            and category_years.financial_year = spend.financial_year
            and category_years.spend_category = spend.spend_category
            and period_numbers.financial_period = spend.financial_period

),

to_date as (

    select
        *,
        sum(committed_gbp) over year_to_date as committed_to_date_gbp,
        sum(placement_days) over year_to_date as placement_days_to_date,
        sum(committed_micropence) over year_to_date as committed_micropence_to_date,
        sum(place_funding_gbp) over year_to_date as place_funding_to_date_gbp,
        case when actual_gbp is not null then sum(actual_gbp) over year_to_date end
            as actual_to_date_gbp,
        {{ dbt.datediff(
            "cast(concat(substr(financial_year, 1, 4), '-04-01') as date)",
            period_end('financial_year', '12'), 'day'
        ) }} + 1 as days_in_year
    from months
    window
        year_to_date as (
            partition by la_code, financial_year, spend_category
            order by financial_period
            rows between unbounded preceding and current row
        )

)

select
    cast(to_date.la_code as varchar) as la_code,
    cast(to_date.financial_year as varchar) as financial_year,
    cast(to_date.financial_period as integer) as financial_period,
    cast(to_date.spend_category as varchar) as spend_category,
    cast(to_date.plans_funded as bigint) as plans_funded,
    cast(to_date.committed_gbp as decimal(18, 2)) as committed_gbp,
    cast(to_date.actual_gbp as decimal(18, 2)) as actual_gbp,
    cast(to_date.actual_gbp - to_date.committed_gbp as decimal(18, 2)) as variance_gbp,
    cast(to_date.committed_to_date_gbp as decimal(18, 2)) as committed_to_date_gbp,
    cast(to_date.actual_to_date_gbp as decimal(18, 2)) as actual_to_date_gbp,
    cast(to_date.placement_days_to_date as bigint) as placement_days_to_date,
    cast(
        {{ divide_half_up(
            '(to_date.committed_micropence_to_date * to_date.days_in_year)',
            '(1000000 * to_date.placement_days_to_date)'
        ) }} * 0.01 as decimal(18, 2)
    ) as average_annual_cost_gbp,
    cast(to_date.all_payers_gbp as decimal(18, 2)) as committed_by_all_payers_gbp,
    cast(labels.category_order as integer) as category_order,
    cast(labels.category_label as varchar) as category_label,
    cast(labels.management_plan_category as varchar) as management_plan_category,
    cast(to_date.days_in_year as integer) as days_in_year,
    cast(to_date.place_funding_gbp as decimal(18, 2)) as place_funding_gbp,
    cast(to_date.place_funding_to_date_gbp as decimal(18, 2)) as place_funding_to_date_gbp,
    cast(
        to_date.actual_gbp - to_date.committed_gbp - to_date.place_funding_gbp as decimal(18, 2)
    ) as variance_after_place_funding_gbp,
    cast(
        to_date.actual_to_date_gbp - to_date.committed_to_date_gbp
        - to_date.place_funding_to_date_gbp as decimal(18, 2)
    ) as variance_after_place_funding_to_date_gbp,
    {{ reporting_date() }} as as_at
from to_date
left join {{ ref('spend_categories') }} as labels
    on to_date.spend_category = labels.spend_category
