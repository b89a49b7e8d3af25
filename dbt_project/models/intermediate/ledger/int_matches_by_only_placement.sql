{{ config(materialized='table') }}

with lines_without_reference as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

lines_without_amount as (

    {{ lines_without('lines_without_reference', ref('int_matches_by_amount')) }}

),

lines as (

    {{ lines_without('lines_without_amount', ref('int_matches_by_sum')) }}

),

totals as (

    select
        *,
        sum(amount_gbp) over (
            partition by la_code, provider_id, spend_category, financial_year
        ) as year_gbp
    from lines

),

only_placements as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        min(placement_key) as placement_key,
        sum(full_gbp) as year_gbp
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
from totals as lines
inner join only_placements on {{ same_provider('lines', 'only_placements') }}
-- A provider that is paid half as much again as its one placement costs is paid for something else.
where 2 * lines.year_gbp <= 3 * only_placements.year_gbp
