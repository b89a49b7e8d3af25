-- Termly fees leave months empty. A month that is over and has a trial balance is posted, even
-- where it has no line. So is a closed period: it was in the ledger when it was closed, and stays
-- beside what was reported where a corrected file has moved its lines and no balance covers it.
with posted as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from {{ ref('int_account_postings') }}

),

balanced as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from {{ ref('stg_finance_ledger__trial_balance') }}
    where {{ period_end('financial_year', 'financial_period') }} <= {{ reporting_date() }}

),

closed as (

    select
        la_code,
        financial_year,
        financial_period
    from {{ ref('int_closes_as_at') }}
    where is_current

),

confirmed as (

    select * from balanced
    union
    select * from closed

),

years as (

    select distinct
        la_code,
        financial_year
    from posted

)

select * from posted
union
select confirmed.* from confirmed
inner join years
    on confirmed.la_code = years.la_code and confirmed.financial_year = years.financial_year
