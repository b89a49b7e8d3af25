{{ config(materialized='table') }}

-- What each line pays for a unit: a placement, a provider's commissioned places, or the netted group
-- of a provider.
-- 1. paid: the matched lines, and the lines of netted groups. A group of one placement is that
--    placement.
-- 2. repeated lines: lines of a unit and month that repeat the amount of another one, or of a line
--    of the months before.
with paid as (

    select
        la_code,
        placement_key as unit_key,
        false as is_group,
        financial_year,
        financial_period,
        journal_id,
        line_number,
        posting_date,
        supplier_id,
        dsg_block,
        match_method,
        matched_gbp as paid_gbp
    from {{ ref('int_matches_by_line') }}
    union all
    select
        lines.la_code,
        case when lines.placements = 1 then lines.only_placement_key else lines.group_key end
            as unit_key,
        lines.placements > 1 as is_group,
        ledger.financial_year,
        ledger.financial_period,
        lines.journal_id,
        lines.line_number,
        lines.posting_date,
        lines.supplier_id,
        'high_needs' as dsg_block,
        case when lines.placements = 1 then 'only_placement' else 'provider_year' end
            as match_method,
        lines.amount_gbp as paid_gbp
    from {{ ref('int_netted_lines') }} as lines
    inner join {{ ref('int_ledger_classified') }} as ledger
        on
            lines.la_code = ledger.la_code
            and lines.journal_id = ledger.journal_id
            and lines.line_number = ledger.line_number

),

counted as (

    select
        *,
        row_number() over (
            partition by
                la_code, unit_key, financial_year, financial_period, supplier_id, paid_gbp
            order by posting_date, journal_id, line_number
        ) as nth_of_amount,
        count(*) over unit_month as lines_of_month
    from paid
    window unit_month as (partition by la_code, unit_key, financial_year, financial_period)

)

select
    *,
    paid_gbp > 0 and (
        match_method = 'amount_again'
        or (
            nth_of_amount > 1
            and lines_of_month
            > min(lines_of_month) over (partition by la_code, unit_key, financial_year)
        )
    ) as is_repeated
from counted
