{{ config(materialized='table') }}

-- Lines that nothing else matches, of a provider with one placement in the year.
-- 1. unmatched_lines, with the provider's total of them in the year.
-- 2. only_placements: the providers with one placement, and what it costs in the year.
-- 3. Lines of these providers, unless their total is far above the cost.
with lines_without_amount as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_amount')) }}

),

unmatched_lines as (

    {{ lines_without('lines_without_amount', ref('int_matches_by_sum')) }}

),

totalled_lines as (

    select
        *,
        sum(amount_gbp) over (
            partition by la_code, provider_id, spend_category, financial_year
        ) as paid_in_year_gbp
    from unmatched_lines

),

only_placements as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        min(placement_key) as placement_key,
        sum(full_gbp) as due_in_year_gbp
    from {{ ref('int_commitments_due') }}
    group by la_code, provider_id, spend_category, financial_year
    having count(distinct placement_key) = 1

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number,
    only_placements.placement_key,
    lines.amount_gbp as matched_gbp,
    'only_placement' as match_method
from totalled_lines as lines
inner join only_placements on {{ same_provider('lines', 'only_placements') }}
where
    100 * lines.paid_in_year_gbp
    <= {{ var('only_placement_paid_up_to_pct') }} * only_placements.due_in_year_gbp
