-- What the matched lines of a placement exceed its dues by in the year to date, where its provider
-- has an open credit.
with matches as (

    select * from {{ ref('int_matches_before_refunds') }}

),

providers as (

    select distinct
        la_code,
        provider_id,
        spend_category,
        financial_year
    from {{ ref('int_credits_open') }}

),

dues as (

    select dues.*
    from {{ ref('int_commitments_due') }} as dues
    inner join providers on {{ same_provider('dues', 'providers') }}

),

placements as (

    select
        dues.la_code,
        dues.provider_id,
        dues.spend_category,
        dues.financial_year,
        dues.placement_key,
        sum(case when dues.financial_period <= years.latest_month then dues.due_gbp else 0 end)
            as due_gbp
    from dues
    inner join {{ ref('int_ledger_years') }} as years
        on dues.la_code = years.la_code and dues.financial_year = years.financial_year
    group by
        dues.la_code, dues.provider_id, dues.spend_category, dues.financial_year,
        dues.placement_key

),

paid as (

    select
        matches.la_code,
        matches.placement_key,
        lines.financial_year,
        sum(matches.matched_gbp) as paid_gbp
    from matches
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number
    inner join providers on {{ same_provider('lines', 'providers') }}
    group by matches.la_code, matches.placement_key, lines.financial_year

)

select
    placements.*,
    paid.paid_gbp - placements.due_gbp as overpaid_gbp
from placements
inner join paid
    on
        placements.la_code = paid.la_code
        and placements.placement_key = paid.placement_key
        and placements.financial_year = paid.financial_year
where paid.paid_gbp - placements.due_gbp > {{ var('drift_within_gbp') }}
