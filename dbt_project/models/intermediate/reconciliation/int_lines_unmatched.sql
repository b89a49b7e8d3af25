-- Lines that are matched to nothing and netted with no dues, and their class.
-- 1. reversals: of two lines of a provider and account with opposite amounts, one takes back the
--    other. They are no difference and sum to nil.
-- 2. A provider that is paid from the high needs block is paid for a placement.
with matched as (

    select distinct
        la_code,
        journal_id,
        line_number
    from {{ ref('int_matches_by_line') }}
    union
    select
        la_code,
        journal_id,
        line_number
    from {{ ref('int_netted_lines') }}

),

lines as (

    {{ lines_without(ref('int_ledger_providers'), 'matched') }}

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
        taken.la_code,
        taken.journal_id,
        taken.line_number
    from numbered as taken
    inner join numbered as given
        on
            taken.la_code = given.la_code
            and taken.financial_year = given.financial_year
            and taken.provider_id = given.provider_id
            and taken.cost_centre = given.cost_centre
            and taken.subjective = given.subjective
            and taken.amount_gbp = -given.amount_gbp
            and taken.nth = given.nth
    where taken.outturn_line = 'high_needs' and taken.amount_gbp <> 0

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
        when recovered.la_code is not null then 'joint_funding'
        when reversals.la_code is not null then 'timing'
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
left join reversals
    on
        lines.la_code = reversals.la_code
        and lines.journal_id = reversals.journal_id
        and lines.line_number = reversals.line_number
