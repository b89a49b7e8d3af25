-- The postings of an account in a period of a year, beside those of the same period a year before.
with ledger as (

    select
        la_code,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        financial_year,
        financial_period,
        cost_centre,
        subjective,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_account_postings') }}
    group by la_code, financial_year, financial_period, cost_centre, subjective

)

select
    years.la_code,
    years.financial_year,
    ledger.financial_period,
    ledger.cost_centre,
    ledger.subjective,
    sum(case when ledger.start_year = years.start_year then ledger.amount_gbp else 0 end)
        as amount_gbp,
    sum(case when ledger.start_year < years.start_year then ledger.amount_gbp else 0 end)
        as year_before_gbp
from {{ ref('int_dsg_years') }} as years
inner join ledger
    on
        years.la_code = ledger.la_code
        and ledger.start_year between years.start_year - 1 and years.start_year
group by
    years.la_code,
    years.financial_year,
    ledger.financial_period,
    ledger.cost_centre,
    ledger.subjective
