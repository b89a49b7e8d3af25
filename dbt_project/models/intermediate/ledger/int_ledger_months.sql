-- Termly fees leave months empty. A month that is over and has a trial balance is posted, even
-- where it has no line.
with posted as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from {{ ref('int_ledger_classified') }}

),

balanced as (

    select distinct
        la_code,
        financial_year,
        financial_period
    from {{ ref('stg_finance_ledger__trial_balance') }}
    where {{ period_end('financial_year', 'financial_period') }} <= {{ reporting_date() }}

),

years as (

    select distinct
        la_code,
        financial_year
    from posted

)

select * from posted
union
select balanced.* from balanced
inner join years
    on balanced.la_code = years.la_code and balanced.financial_year = years.financial_year
