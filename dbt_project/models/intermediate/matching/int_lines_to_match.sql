{{ config(materialized='table') }}

-- The lines that may pay for a placement: those of high needs, and of the other blocks of the grant
-- those of a provider or with the id of a placement, because its fee may be posted to another block
-- by mistake. Not those of the general fund, which pays social care's share.
with lines as (

    {{ lines_without(ref('int_ledger_providers'), ref('int_lines_accrued')) }}

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    -- Year-end adjustments (periods 13 and 14) are matched with the dues of March.
    least(lines.financial_period, 12) as financial_period,
    lines.financial_period as posted_period,
    lines.posting_date,
    lines.cost_centre,
    lines.subjective,
    lines.supplier_id,
    lines.provider_urn,
    lines.provider_id,
    lines.spend_category,
    lines.outturn_line,
    placements.placement_key as referenced_key,
    lines.amount_gbp,
    lines.outturn_line = 'high_needs' as is_high_needs
from lines
left join {{ ref('stg_case_system__placements') }} as placements
    on lines.la_code = placements.la_code and lines.reference_key = placements.placement_key
where
    lines.outturn_line = 'high_needs'
    or (
        lines.outturn_line in ('schools', 'central_school_services', 'early_years')
        and (lines.provider_id is not null or placements.placement_key is not null)
    )
