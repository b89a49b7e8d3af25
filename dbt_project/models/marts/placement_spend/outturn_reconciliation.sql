-- 1. spine: every line of every block and period up to the latest posted one; high needs has rows
--    without a posting too.
-- 2. amounts: the ledger's total, the commitment to placements (matched), and the differences.
with years as (

    select * from {{ ref('int_ledger_years') }}

),

period_numbers as (

    select cast(generated_number as integer) as financial_period
    from ({{ dbt.generate_series(var('last_financial_period')) }}) as numbers

),

ledger as (

    select
        la_code,
        financial_year,
        financial_period,
        {{ reconciliation_block() }} as dsg_block,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_account_postings') }}
    group by la_code, financial_year, financial_period, {{ reconciliation_block() }}

),

blocks as (

    select distinct
        la_code,
        financial_year,
        dsg_block
    from ledger
    union
    select
        la_code,
        financial_year,
        'high_needs' as dsg_block
    from years

),

spine as (

    select
        years.la_code,
        years.financial_year,
        period_numbers.financial_period,
        blocks.dsg_block,
        line_names.line_order,
        line_names.line
    from years
    inner join period_numbers on years.latest_period >= period_numbers.financial_period
    inner join blocks
        on years.la_code = blocks.la_code and years.financial_year = blocks.financial_year
    cross join {{ ref('reconciliation_lines') }} as line_names

),

amounts as (

    select
        *,
        'ledger_total' as line
    from ledger
    union all
    select
        dues.la_code,
        dues.financial_year,
        dues.financial_period,
        'high_needs' as dsg_block,
        dues.due_gbp as amount_gbp,
        'matched' as line
    from {{ ref('int_commitments_due') }} as dues
    where not dues.is_place_funding
    union all
    select
        la_code,
        financial_year,
        financial_period,
        dsg_block,
        amount_gbp,
        class as line
    from {{ ref('int_reconciliation_items') }}

)

select
    cast(spine.la_code as varchar) as la_code,
    cast(spine.financial_year as varchar) as financial_year,
    cast(spine.financial_period as integer) as financial_period,
    cast(spine.dsg_block as varchar) as dsg_block,
    cast(spine.line_order as integer) as line_order,
    cast(spine.line as varchar) as line,
    cast(spine.line = 'ledger_total' as boolean) as is_total,
    cast(coalesce(sum(amounts.amount_gbp), 0) as decimal(18, 2)) as amount_gbp,
    cast(
        sum(coalesce(sum(amounts.amount_gbp), 0)) over (
            partition by spine.la_code, spine.financial_year, spine.dsg_block, spine.line
            order by spine.financial_period
            rows between unbounded preceding and current row
        ) as decimal(18, 2)
    ) as amount_to_date_gbp,
    {{ reporting_date() }} as as_at
from spine
left join amounts
    on
        spine.la_code = amounts.la_code
        and spine.financial_year = amounts.financial_year
        and spine.financial_period = amounts.financial_period
        and spine.dsg_block = amounts.dsg_block
        and spine.line = amounts.line
group by
    spine.la_code, spine.financial_year, spine.financial_period, spine.dsg_block,
    spine.line_order, spine.line
