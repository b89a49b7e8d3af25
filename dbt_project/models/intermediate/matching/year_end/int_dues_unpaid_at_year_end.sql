{{ config(materialized='table') }}

-- Dues of the last months of a financial year in which no line is matched to the placement, of
-- placements that are paid less than is due in the year by as much. The lines of their provider are
-- all matched, so that none of them can be for these dues.
with matches as (

    select
        matches.la_code,
        matches.placement_key,
        lines.financial_year,
        lines.financial_period,
        matches.matched_gbp
    from {{ ref('int_matches_but_repeats') }} as matches
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            matches.la_code = lines.la_code
            and matches.journal_id = lines.journal_id
            and matches.line_number = lines.line_number

),

dues as (

    select dues.*
    from {{ ref('int_commitments_due') }} as dues
    inner join {{ ref('int_ledger_years') }} as years
        on
            dues.la_code = years.la_code
            and dues.financial_year = years.financial_year
            and years.latest_month = 12
    where not dues.is_place_funding

),

years_due as (

    select
        la_code,
        placement_key,
        financial_year,
        sum(due_gbp) as due_gbp
    from dues
    group by la_code, placement_key, financial_year

),

years_paid as (

    select
        la_code,
        placement_key,
        financial_year,
        sum(matched_gbp) as paid_gbp
    from matches
    group by la_code, placement_key, financial_year

),

open_lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_but_repeats')) }}

),

providers_with_open_lines as (

    select distinct
        la_code,
        provider_id,
        spend_category,
        financial_year
    from open_lines
    where is_high_needs and amount_gbp > 0

),

unmatched as (

    {{ dues_without('dues', 'matches') }}

)

select
    unmatched.la_code,
    unmatched.placement_key,
    unmatched.provider_id,
    unmatched.spend_category,
    unmatched.financial_year as due_year,
    unmatched.financial_period as due_period,
    {{ year_after('unmatched.financial_year') }} as financial_year,
    unmatched.due_gbp
from unmatched
inner join years_due
    on
        unmatched.la_code = years_due.la_code
        and unmatched.placement_key = years_due.placement_key
        and unmatched.financial_year = years_due.financial_year
left join years_paid
    on
        unmatched.la_code = years_paid.la_code
        and unmatched.placement_key = years_paid.placement_key
        and unmatched.financial_year = years_paid.financial_year
left join providers_with_open_lines
    on {{ same_provider('unmatched', 'providers_with_open_lines') }}
where
    providers_with_open_lines.la_code is null
    and unmatched.due_gbp > 0
    and unmatched.financial_period > 12 - {{ var('paid_after_year_end_within_months') }}
    and years_due.due_gbp - coalesce(years_paid.paid_gbp, 0)
    >= unmatched.due_gbp - {{ var('drift_within_gbp') }}
