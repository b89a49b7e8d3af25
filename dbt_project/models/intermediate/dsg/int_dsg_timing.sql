{{ config(materialized='table') }}

-- What of a year's postings is offset later in the same year: payments of its dues that come early,
-- dues that are late (negative), and accruals until they are reversed. Payments, refunds and
-- reversals that belong to another year, and dues that the year before has paid, are not in it:
-- nothing follows them.
with accruals as (

    select
        ledger.la_code,
        ledger.financial_year,
        ledger.financial_period,
        ledger.spend_category,
        ledger.amount_gbp as timing_gbp
    from {{ ref('int_lines_accrued') }} as accrued
    inner join {{ ref('int_ledger_classified') }} as ledger
        on
            accrued.la_code = ledger.la_code
            and accrued.journal_id = ledger.journal_id
            and accrued.line_number = ledger.line_number
            and accrued.accrued_in_year = ledger.financial_year
    where ledger.outturn_line = 'high_needs'

),

amounts as (

    select * from accruals
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        timing_gbp - not_offset_gbp as timing_gbp
    from {{ ref('int_differences') }}

)

select
    la_code,
    financial_year,
    financial_period,
    spend_category,
    cast(sum(timing_gbp) as decimal(18, 2)) as timing_gbp
from amounts
group by la_code, financial_year, financial_period, spend_category
having sum(timing_gbp) <> 0
