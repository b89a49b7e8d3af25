with costs as (

    select * from {{ ref('int_placement_costs') }}

),

places as (

    select * from {{ ref('int_place_dues') }}

),

ledger as (

    select * from {{ ref('int_account_postings') }}

),

both_sides as (

    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        sum(education_gbp) as committed_gbp,
        sum(committed_gbp) as all_payers_gbp,
        count(distinct case when committed_gbp <> 0 then plan_key end) as plans_funded,
        sum(stay_days_in_period) as placement_days,
        sum(education_micropence) as committed_micropence,
        0 as place_funding_gbp,
        cast(0 as decimal(18, 2)) as actual_gbp
    from costs
    group by la_code, financial_year, financial_period, spend_category
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        0 as committed_gbp,
        0 as all_payers_gbp,
        0 as plans_funded,
        0 as placement_days,
        0 as committed_micropence,
        sum(due_gbp) as place_funding_gbp,
        0 as actual_gbp
    from places
    group by la_code, financial_year, financial_period, spend_category
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        0 as committed_gbp,
        0 as all_payers_gbp,
        0 as plans_funded,
        0 as placement_days,
        0 as committed_micropence,
        0 as place_funding_gbp,
        sum(amount_gbp) as actual_gbp
    from ledger
    where outturn_line = 'high_needs' and spend_category is not null
    group by la_code, financial_year, financial_period, spend_category

)

select
    la_code,
    financial_year,
    financial_period,
    spend_category,
    sum(committed_gbp) as committed_gbp,
    sum(all_payers_gbp) as all_payers_gbp,
    max(plans_funded) as plans_funded,
    sum(placement_days) as placement_days,
    sum(committed_micropence) as committed_micropence,
    sum(place_funding_gbp) as place_funding_gbp,
    sum(actual_gbp) as actual_gbp
from both_sides
group by la_code, financial_year, financial_period, spend_category
