{{ config(materialized='table') }}

-- Lines whose reference is a placement's id. A line of another block than high needs counts as a
-- payment on a wrong account only where no line of high needs names the placement in that month.
with named as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.financial_year,
        lines.financial_period,
        placements.placement_key,
        lines.amount_gbp as matched_gbp,
        'reference' as match_method,
        lines.is_high_needs,
        max(case when lines.is_high_needs then 1 else 0 end) over (
            partition by
                lines.la_code,
                placements.placement_key,
                lines.financial_year,
                lines.financial_period
        ) as is_paid_by_high_needs
    from {{ ref('int_lines_to_match') }} as lines
    inner join {{ ref('stg_case_system__placements') }} as placements
        on lines.la_code = placements.la_code and lines.reference_key = placements.placement_key

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    placement_key,
    matched_gbp,
    match_method
from named
where is_high_needs or is_paid_by_high_needs = 0
