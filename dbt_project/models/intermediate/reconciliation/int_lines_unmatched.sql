-- The class of each ledger line that is neither matched nor in a netted group.
-- 1. numbered: equal lines of a provider and account are numbered, so that each has at most one
--    opposite line.
-- 2. reversals: pairs of high needs lines of a provider and account with opposite amounts. One
--    cancels the other; they are timing and sum to nil.
-- 3. Accruals with their reversals, and journals that move misposted payments to the right account,
--    are timing too.
-- 4. Income from other payers (int_lines_recovered, int_lines_recovered_in_year) is joint_funding,
--    and lines for places (int_lines_for_places) are place_funding. Another high needs line of a
--    known provider is paid_without_placement, and every other line unattributable.
with lines as (

    select * from {{ ref('int_lines_left') }}

),

numbered as (

    select
        *,
        row_number() over (
            partition by
                la_code, financial_year, provider_id, cost_centre, subjective,
                abs(amount_gbp), sign(amount_gbp)
            order by posting_date, journal_id, line_number
        ) as nth
    from lines

),

reversals as (

    select distinct
        numbered.la_code,
        numbered.journal_id,
        numbered.line_number
    from numbered
    inner join numbered as opposite
        on
            numbered.la_code = opposite.la_code
            and numbered.financial_year = opposite.financial_year
            and numbered.provider_id = opposite.provider_id
            and numbered.cost_centre = opposite.cost_centre
            and numbered.subjective = opposite.subjective
            and numbered.amount_gbp = -opposite.amount_gbp
            and numbered.nth = opposite.nth
    where numbered.outturn_line = 'high_needs' and numbered.amount_gbp <> 0

)

select
    lines.la_code,
    lines.journal_id,
    lines.line_number,
    lines.financial_year,
    lines.financial_period,
    lines.posting_date,
    lines.supplier_id,
    lines.provider_urn,
    lines.spend_category,
    {{ reconciliation_block('lines.') }} as dsg_block,
    lines.amount_gbp,
    case
        when recovered.la_code is not null or of_year.la_code is not null then 'joint_funding'
        when
            reversals.la_code is not null or accrued.la_code is not null
            or moved.la_code is not null
            then 'timing'
        when places.la_code is not null then 'place_funding'
        when lines.outturn_line = 'high_needs' and lines.provider_id is not null
            then 'paid_without_placement'
        else 'unattributable'
    end as class
from lines
left join {{ ref('int_lines_recovered') }} as recovered
    on
        lines.la_code = recovered.la_code
        and lines.journal_id = recovered.journal_id
        and lines.line_number = recovered.line_number
left join {{ ref('int_lines_recovered_in_year') }} as of_year
    on
        lines.la_code = of_year.la_code
        and lines.journal_id = of_year.journal_id
        and lines.line_number = of_year.line_number
left join reversals
    on
        lines.la_code = reversals.la_code
        and lines.journal_id = reversals.journal_id
        and lines.line_number = reversals.line_number
left join {{ ref('int_lines_accrued') }} as accrued
    on
        lines.la_code = accrued.la_code
        and lines.journal_id = accrued.journal_id
        and lines.line_number = accrued.line_number
left join {{ ref('int_lines_moved') }} as moved
    on
        lines.la_code = moved.la_code
        and lines.journal_id = moved.journal_id
        and lines.line_number = moved.line_number
left join {{ ref('int_lines_for_places') }} as places
    on
        lines.la_code = places.la_code
        and lines.journal_id = places.journal_id
        and lines.line_number = places.line_number
