-- Whether the forecast uses the prices of a category: where the ledger paid about what they cost.
-- 1. amounts: what is due, what is paid and what of it is early or late, by period.
-- 2. years: their sums, and those of the months that are over (of April while none is).
-- 3. compared: the year before where it is whole, else the months of the year that are over,
--    without what is early or late in them.
with amounts as (

    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        committed_gbp,
        0 as paid_gbp,
        0 as timing_gbp
    from {{ ref('int_commitments_by_category') }}
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        0 as committed_gbp,
        amount_gbp as paid_gbp,
        0 as timing_gbp
    from {{ ref('int_account_postings') }}
    where outturn_line = 'high_needs'
    union all
    select
        la_code,
        financial_year,
        financial_period,
        spend_category,
        0 as committed_gbp,
        0 as paid_gbp,
        timing_gbp
    from {{ ref('int_dsg_timing') }}

),

marked as (

    select
        amounts.*,
        ledger_years.full_year_before,
        ledger_years.periods_over = 12
        or amounts.financial_period <= greatest(coalesce(ledger_years.periods_over, 0), 1)
            as is_over
    from amounts
    left join {{ ref('int_dsg_years') }} as ledger_years
        on
            amounts.la_code = ledger_years.la_code
            and amounts.financial_year = ledger_years.financial_year

),

years as (

    select
        la_code,
        financial_year,
        spend_category,
        full_year_before,
        sum(committed_gbp) as committed_gbp,
        sum(paid_gbp) as paid_gbp,
        sum(case when is_over then committed_gbp else 0 end) as committed_to_date_gbp,
        sum(case when is_over then paid_gbp - timing_gbp else 0 end) as paid_to_date_gbp
    from marked
    group by la_code, financial_year, spend_category, full_year_before

),

compared as (

    select
        years.la_code,
        years.financial_year,
        years.spend_category,
        years.full_year_before,
        case
            when years.full_year_before is null then years.committed_to_date_gbp
            else nullif(before.committed_gbp, 0)
        end as compared_due_gbp,
        case
            when years.full_year_before is null then years.paid_to_date_gbp
            else before.paid_gbp
        end as compared_paid_gbp
    from years
    left join years as before
        on
            years.la_code = before.la_code
            and years.full_year_before = before.financial_year
            and years.spend_category = before.spend_category
    where years.committed_gbp <> 0

)

select
    *,
    coalesce(
        100 * compared_paid_gbp between
        {{ var('prices_paid_from_pct') }} * compared_due_gbp
        and {{ var('prices_paid_to_pct') }} * compared_due_gbp,
        false
    ) as is_used
from compared
