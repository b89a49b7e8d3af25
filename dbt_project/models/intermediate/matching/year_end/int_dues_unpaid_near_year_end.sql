{{ config(materialized='table') }}

-- Dues of the last and of the first months of a financial year in which no line is matched to the
-- placement, of placements that are paid less than is due in the year by as much. The lines of
-- their provider are all matched, so that none of the due's own year can be for it. A line of the
-- year after can pay for the last months, and one of the year before for the first months.
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

    select
        dues.*,
        years.latest_month
    from {{ ref('int_commitments_due') }} as dues
    inner join {{ ref('int_ledger_years') }} as years
        on dues.la_code = years.la_code and dues.financial_year = years.financial_year
    where not dues.is_place_funding and dues.financial_period <= years.latest_month

),

years_left as (

    select
        la_code,
        placement_key,
        financial_year,
        sum(due_gbp) as left_gbp
    from (
        select
            la_code,
            placement_key,
            financial_year,
            due_gbp
        from dues
        union all
        select
            la_code,
            placement_key,
            financial_year,
            -matched_gbp as due_gbp
        from matches
    ) as amounts
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
    case
        when unmatched.financial_period <= {{ var('paid_in_advance_for_months') }}
            then {{ year_before('unmatched.financial_year') }}
        else {{ year_after('unmatched.financial_year') }}
    end as financial_year,
    unmatched.due_gbp
from unmatched
inner join years_left
    on
        unmatched.la_code = years_left.la_code
        and unmatched.placement_key = years_left.placement_key
        and unmatched.financial_year = years_left.financial_year
left join providers_with_open_lines
    on {{ same_provider('unmatched', 'providers_with_open_lines') }}
where
    providers_with_open_lines.la_code is null
    and unmatched.due_gbp > 0
    and (
        -- The invoice of the latest month may still come.
        unmatched.financial_period
        <= least({{ var('paid_in_advance_for_months') }}, unmatched.latest_month - 1)
        or (
            unmatched.latest_month = 12
            and unmatched.financial_period > 12 - {{ var('paid_after_year_end_within_months') }}
        )
    )
    and years_left.left_gbp >= unmatched.due_gbp - {{ var('drift_within_gbp') }}
