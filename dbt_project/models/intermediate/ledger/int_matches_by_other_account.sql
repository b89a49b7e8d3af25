{{ config(materialized='table') }}

-- Lines that nothing else matches, on an account of another spend category than the placement's, or
-- of another block of the grant than high needs.
-- 1. open_lines, and open_dues: dues of placements that nothing pays in the period.
-- 2. pairs: line and due of one provider and period are equal, or a penny apart. The first of
--    several equal lines is for the first placement.
with high_needs_lines as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_instalment')) }}

),

unmatched_lines as (

    {{ lines_without('high_needs_lines', ref('int_matches_by_factor')) }}

),

unreferenced_lines as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

open_lines as (

    select * from unmatched_lines
    union all
    select * from unreferenced_lines
    where not is_high_needs

),

dues_without_instalment as (

    {{ dues_without(ref('int_dues_after_lists'), ref('int_matches_by_instalment')) }}

),

open_dues as (

    {{ dues_without('dues_without_instalment', ref('int_matches_by_factor')) }}

),

roundings as (

    select 0.00 as rounding_gbp
    union all
    select {{ var('rounding_per_month_gbp') }} as rounding_gbp
    union all
    select -{{ var('rounding_per_month_gbp') }} as rounding_gbp

),

numbered_lines as (

    select
        *,
        case
            when is_high_needs then coalesce(spend_category, 'none') else 'another block'
        end as account,
        row_number() over (
            partition by la_code, provider_id, financial_year, financial_period, amount_gbp
            order by posting_date, journal_id, line_number
        ) as nth
    from open_lines
    where provider_id is not null

),

numbered_dues as (

    select
        open_dues.*,
        roundings.rounding_gbp,
        open_dues.due_gbp + roundings.rounding_gbp as compared_gbp,
        row_number() over (
            partition by
                open_dues.la_code, open_dues.provider_id, open_dues.financial_year,
                open_dues.financial_period, open_dues.due_gbp + roundings.rounding_gbp
            order by abs(roundings.rounding_gbp), open_dues.placement_key
        ) as nth
    from open_dues
    cross join roundings

),

pairs as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        dues.placement_key,
        lines.amount_gbp as matched_gbp,
        row_number() over (
            partition by dues.la_code, dues.placement_key, dues.financial_year, dues.financial_period
            order by abs(dues.rounding_gbp), lines.journal_id, lines.line_number
        ) as nth_line
    from numbered_lines as lines
    inner join numbered_dues as dues
        on
            lines.la_code = dues.la_code
            and lines.provider_id = dues.provider_id
            and lines.financial_year = dues.financial_year
            and lines.financial_period = dues.financial_period
            and lines.amount_gbp = dues.compared_gbp
            and lines.account <> dues.spend_category
            and lines.nth = dues.nth

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    matched_gbp,
    'amount_on_other_account' as match_method
from pairs
where nth_line = 1
