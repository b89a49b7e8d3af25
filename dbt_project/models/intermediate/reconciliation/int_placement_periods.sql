with matches as (

    select * from {{ ref('int_ledger_matches') }}

),

lines as (

    select * from {{ ref('int_ledger_classified') }}

),

dues as (

    select * from {{ ref('int_commitments_due') }}

),

years as (

    select * from {{ ref('int_ledger_years') }}

),

both_sides as (

    select
        matches.la_code,
        matches.placement_key,
        lines.financial_year,
        lines.financial_period,
        matches.matched_gbp as paid_gbp,
        0 as due_gbp,
        0 as full_gbp,
        0 as twelfth_gbp,
        0 as third_gbp,
        0 as days,
        1 as lines_paid
    from matches
    inner join lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number
    union all
    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        0 as paid_gbp,
        due_gbp,
        full_gbp,
        twelfth_gbp,
        third_gbp,
        days,
        0 as lines_paid
    from dues

),

periods as (

    select
        la_code,
        placement_key,
        financial_year,
        financial_period,
        sum(paid_gbp) as paid_gbp,
        sum(due_gbp) as due_gbp,
        sum(full_gbp) as full_gbp,
        sum(twelfth_gbp) as twelfth_gbp,
        sum(third_gbp) as third_gbp,
        sum(days) as days,
        sum(lines_paid) as lines_paid
    from both_sides
    group by la_code, placement_key, financial_year, financial_period

)

-- Years without a ledger have nothing to reconcile.
select
    periods.*,
    years.latest_month,
    periods.financial_period <= years.latest_period as is_covered
from periods
inner join years
    on periods.la_code = years.la_code and periods.financial_year = years.financial_year
