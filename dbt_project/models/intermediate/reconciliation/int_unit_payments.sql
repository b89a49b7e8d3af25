{{ config(materialized='table') }}

-- What each line pays for a unit: a placement, a provider's commissioned places, or a provider's
-- netted group.
-- 1. paid: the matched lines and the lines of netted groups.
-- 2. is_recovered marks income that is other payers' share of a placement, and is_recovered_by_part
--    that of a payment and not of a due. is_for_other_year marks a payment for an unpaid month of
--    the year before or after.
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
        lines.group_key as unit_key,
        true as is_group,
        lines.financial_year,
        lines.posted_period as financial_period,
        lines.journal_id,
        lines.line_number,
        lines.posting_date,
        lines.supplier_id,
        'high_needs' as dsg_block,
        case when lines.placements = 1 then 'only_placement' else 'provider_year' end
            as match_method,
        lines.amount_gbp as paid_gbp
    from {{ ref('int_netted_lines') }} as lines

),

other_year as (

    select distinct
        la_code,
        journal_id,
        line_number,
        placement_key
    from {{ ref('int_lines_for_other_year') }}

)

select
    paid.*,
    paid.match_method = 'recovered_share' or recovered.la_code is not null as is_recovered,
    parts.la_code is not null as is_recovered_by_part,
    other_year.la_code is not null as is_for_other_year
from paid
left join other_year
    on
        paid.la_code = other_year.la_code
        and paid.journal_id = other_year.journal_id
        and paid.line_number = other_year.line_number
        and paid.unit_key = other_year.placement_key
left join {{ ref('int_matches_by_recovered_part') }} as parts
    on
        paid.la_code = parts.la_code
        and paid.journal_id = parts.journal_id
        and paid.line_number = parts.line_number
left join {{ ref('int_income_of_placements') }} as recovered
    on
        paid.la_code = recovered.la_code
        and paid.journal_id = recovered.journal_id
        and paid.line_number = recovered.line_number
