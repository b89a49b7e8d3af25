-- The class of each ledger line that is neither matched nor in a netted group.
-- 1. numbered: equal high needs lines of a provider and account are numbered, so that each has at
--    most one opposite line.
-- 2. reversals: pairs of lines of a provider and account with opposite amounts. One cancels the
--    other; they are timing and sum to nil.
-- 3. Accruals with their reversals, and journals that move misposted payments to the right account,
--    are timing too.
-- 4. Income from other payers (int_lines_recovered, int_lines_recovered_in_year) is joint_funding,
--    and lines for places (int_lines_for_places) are place_funding. Another high needs line of a
--    known provider is paid_without_placement, and every other line unattributable.
with numbered as (

    select
        *,
        row_number() over (
            partition by
                la_code, financial_year, provider_id, cost_centre, subjective,
                abs(amount_gbp), sign(amount_gbp)
            order by posting_date, journal_id, line_number
        ) as nth
    from {{ ref('int_lines_left') }}
    where outturn_line = 'high_needs' and provider_id is not null and amount_gbp <> 0

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

),

-- The lines whose class other models know, in the order in which classes count.
known as (

    {% for model, class_order in [
        ('int_lines_recovered', 1), ('int_lines_recovered_in_year', 1), ('int_lines_accrued', 2),
        ('int_lines_moved', 2), ('int_lines_for_places', 3),
    ] -%}
        select
            la_code,
            journal_id,
            line_number,
            {{ class_order }} as class_order
        from {{ ref(model) }}
        union all
    {% endfor -%}
    select
        la_code,
        journal_id,
        line_number,
        2 as class_order
    from reversals

),

classes as (

    select
        la_code,
        journal_id,
        line_number,
        min(class_order) as class_order
    from known
    group by la_code, journal_id, line_number

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
        when classes.class_order = 1 then 'joint_funding'
        when classes.class_order = 2 then 'timing'
        when classes.class_order = 3 then 'place_funding'
        when lines.outturn_line = 'high_needs' and lines.provider_id is not null
            then 'paid_without_placement'
        else 'unattributable'
    end as class
from {{ ref('int_lines_left') }} as lines
left join classes
    on
        lines.la_code = classes.la_code
        and lines.journal_id = classes.journal_id
        and lines.line_number = classes.line_number
