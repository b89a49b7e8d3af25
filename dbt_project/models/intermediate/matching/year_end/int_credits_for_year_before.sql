{{ config(materialized='table') }}

-- Credit notes for what a placement was paid too much in the financial year before.
-- 1. payments: what each line pays for a placement.
-- 2. credits: a negative payment with the latest one of the year before that it takes back.
-- 3. Only as much is taken back as the placement was paid too much in that year.
with matches as (

    select * from {{ ref('int_matches_before_refunds') }}

),

payments as (

    select
        matches.la_code,
        matches.journal_id,
        matches.line_number,
        matches.placement_key,
        matches.matched_gbp,
        lines.financial_year,
        lines.financial_period,
        {{ month_number('lines.financial_year', 'lines.financial_period') }} as month_number
    from matches
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number

),

paid as (

    select
        la_code,
        placement_key,
        financial_year,
        sum(matched_gbp) as paid_gbp
    from payments
    group by la_code, placement_key, financial_year

),

due as (

    select
        la_code,
        placement_key,
        financial_year,
        sum(due_gbp) as due_gbp
    from {{ ref('int_commitments_due') }}
    group by la_code, placement_key, financial_year

),

credits as (

    select
        credits.la_code,
        credits.journal_id,
        credits.line_number,
        credits.placement_key,
        payments.financial_year as due_year,
        payments.financial_period as due_period,
        credits.matched_gbp as paid_gbp,
        row_number() over (
            partition by
                credits.la_code, credits.journal_id, credits.line_number, credits.placement_key
            order by payments.month_number desc
        ) as latest_first,
        row_number() over (
            partition by
                credits.la_code, payments.journal_id, payments.line_number, credits.placement_key
            order by credits.month_number, credits.journal_id, credits.line_number
        ) as nth_credit
    from payments as credits
    inner join payments
        on
            credits.la_code = payments.la_code
            and credits.placement_key = payments.placement_key
            and credits.matched_gbp = -payments.matched_gbp
            and credits.matched_gbp < 0
            and credits.financial_year = {{ year_after('payments.financial_year') }}
            and credits.month_number
            <= payments.month_number + {{ var('credited_within_months') }}

)

select
    credits.la_code,
    credits.journal_id,
    credits.line_number,
    credits.placement_key,
    credits.due_year,
    credits.due_period,
    credits.paid_gbp
from credits
inner join paid
    on
        credits.la_code = paid.la_code
        and credits.placement_key = paid.placement_key
        and credits.due_year = paid.financial_year
inner join due
    on
        credits.la_code = due.la_code
        and credits.placement_key = due.placement_key
        and credits.due_year = due.financial_year
where
    credits.latest_first = 1 and credits.nth_credit = 1
    and paid.paid_gbp - due.due_gbp >= -credits.paid_gbp - {{ var('drift_within_gbp') }}
