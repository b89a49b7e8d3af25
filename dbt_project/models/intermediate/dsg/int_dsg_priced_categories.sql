with committed as (

    select
        la_code,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        spend_category,
        sum(committed_gbp) as committed_gbp
    from {{ ref('int_commitments_by_category') }}
    group by la_code, financial_year, spend_category

),

paid as (

    select
        la_code,
        financial_year,
        spend_category,
        sum(amount_gbp) as paid_gbp
    from {{ ref('int_ledger_classified') }}
    where outturn_line = 'high_needs'
    group by la_code, financial_year, spend_category

),

year_before as (

    select
        committed.la_code,
        committed.financial_year,
        committed.spend_category,
        years.full_year_before,
        before.committed_gbp as committed_year_before_gbp,
        paid.paid_gbp as paid_year_before_gbp
    from committed
    left join {{ ref('int_dsg_years') }} as years
        on
            committed.la_code = years.la_code
            and committed.financial_year = years.financial_year
    left join committed as before
        on
            committed.la_code = before.la_code
            and committed.start_year - 1 = before.start_year
            and committed.spend_category = before.spend_category
    left join paid
        on
            committed.la_code = paid.la_code
            and years.full_year_before = paid.financial_year
            and committed.spend_category = paid.spend_category
    where committed.committed_gbp <> 0

)

select
    *,
    coalesce(
        full_year_before is null
        or 100 * paid_year_before_gbp between
        {{ var('prices_paid_from_pct') }} * committed_year_before_gbp
        and {{ var('prices_paid_to_pct') }} * committed_year_before_gbp,
        false
    ) as is_used
from year_before
