{{ config(materialized='table') }}

-- Lines whose reference is a placement's id. A line of another block than high needs counts as a
-- payment on a wrong account only where no line of high needs names the placement in that month. A
-- deduction without a reference, such as VAT that is taken back, is of the placement that the other
-- lines of its journal, supplier and account name, where they name one only.
with named as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.financial_year,
        lines.financial_period,
        lines.referenced_key as placement_key,
        lines.amount_gbp as matched_gbp,
        'reference' as match_method,
        lines.is_high_needs,
        max(case when lines.is_high_needs then 1 else 0 end) over (
            partition by
                lines.la_code,
                lines.referenced_key,
                lines.financial_year,
                lines.financial_period
        ) as is_paid_by_high_needs
    from {{ ref('int_lines_to_match') }} as lines
    where lines.referenced_key is not null

),

journals as (

    select
        lines.la_code,
        lines.journal_id,
        lines.supplier_id,
        lines.cost_centre,
        lines.subjective,
        min(named.placement_key) as placement_key
    from named
    inner join {{ ref('int_lines_to_match') }} as lines
        on
            named.la_code = lines.la_code
            and named.journal_id = lines.journal_id
            and named.line_number = lines.line_number
            and named.is_high_needs
    group by
        lines.la_code, lines.journal_id, lines.supplier_id, lines.cost_centre, lines.subjective
    having min(named.placement_key) = max(named.placement_key)

),

unnamed as (

    {{ lines_without(ref('int_lines_to_match'), 'named') }}

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
union all
select
    unnamed.la_code,
    unnamed.journal_id,
    unnamed.line_number,
    unnamed.financial_year,
    journals.placement_key,
    unnamed.amount_gbp as matched_gbp,
    'reference_of_journal' as match_method
from unnamed
inner join journals
    on
        unnamed.la_code = journals.la_code
        and unnamed.journal_id = journals.journal_id
        and unnamed.supplier_id = journals.supplier_id
        and unnamed.cost_centre = journals.cost_centre
        and unnamed.subjective = journals.subjective
        and unnamed.amount_gbp < 0
