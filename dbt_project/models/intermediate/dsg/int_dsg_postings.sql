with ledger as (

    select
        la_code,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        financial_period,
        outturn_line,
        spend_category,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_account_postings') }}
    group by la_code, financial_year, financial_period, outturn_line, spend_category

),

years as (

    select
        la_code,
        financial_year,
        start_year
    from ledger
    group by la_code, financial_year, start_year

),

priced as (

    select
        la_code,
        financial_year,
        'high_needs' as outturn_line,
        spend_category
    from {{ ref('int_dsg_priced_categories') }}
    where is_used

),

-- Each year with its own postings and with those of the year before.
side_by_side as (

    select
        years.la_code,
        years.financial_year,
        ledger.financial_period,
        ledger.outturn_line,
        ledger.spend_category,
        case when ledger.start_year = years.start_year then ledger.amount_gbp else 0 end
            as amount_gbp,
        case when ledger.start_year < years.start_year then ledger.amount_gbp else 0 end
            as year_before_gbp
    from years
    inner join ledger
        on
            years.la_code = ledger.la_code
            and ledger.start_year between years.start_year - 1 and years.start_year

)

select
    side_by_side.la_code,
    side_by_side.financial_year,
    side_by_side.financial_period,
    side_by_side.outturn_line,
    sum(side_by_side.amount_gbp) as amount_gbp,
    sum(case when priced.la_code is null then side_by_side.amount_gbp else 0 end) as unpriced_gbp,
    sum(case when priced.la_code is null then side_by_side.year_before_gbp else 0 end)
        as unpriced_year_before_gbp
from side_by_side
left join priced
    on
        side_by_side.la_code = priced.la_code
        and side_by_side.financial_year = priced.financial_year
        and side_by_side.outturn_line = priced.outturn_line
        and side_by_side.spend_category = priced.spend_category
group by
    side_by_side.la_code,
    side_by_side.financial_year,
    side_by_side.financial_period,
    side_by_side.outturn_line
