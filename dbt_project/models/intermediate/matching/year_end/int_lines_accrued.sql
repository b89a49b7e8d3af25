{{ config(materialized='table') }}

-- Accruals with their reversals, which pay for no due: lines of one account and supplier with
-- opposite amounts, the second in one of the months after the first. The invoice is posted besides.
with accruals as (

    select
        la_code,
        journal_id,
        line_number,
        financial_year,
        cost_centre,
        subjective,
        coalesce(supplier_id, '') as supplier_id,
        amount_gbp,
        {{ month_number('financial_year', 'least(financial_period, 12)') }} as month_number,
        row_number() over (
            partition by
                la_code, cost_centre, subjective, coalesce(supplier_id, ''), amount_gbp,
                financial_year, least(financial_period, 12)
            order by journal_id, line_number
        ) as nth
    from {{ ref('int_transactions_as_at') }}
    where journal_type = 'ACCR' and amount_gbp <> 0

),

of_these_amounts as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.journal_type,
        lines.cost_centre,
        lines.subjective,
        coalesce(lines.supplier_id, '') as supplier_id,
        lines.amount_gbp,
        {{ month_number('lines.financial_year', 'least(lines.financial_period, 12)') }}
            as month_number
    from {{ ref('int_transactions_as_at') }} as lines
    where
        exists (
            select 1 from accruals
            where
                lines.la_code = accruals.la_code
                and lines.cost_centre = accruals.cost_centre
                and lines.subjective = accruals.subjective
                and coalesce(lines.supplier_id, '') = accruals.supplier_id
                and lines.amount_gbp = -accruals.amount_gbp
        )

),

opposite as (

    select
        *,
        row_number() over (
            partition by
                la_code, cost_centre, subjective, supplier_id, amount_gbp, month_number
            order by
                case when journal_type in ('REVERSAL', 'ACCR') then 0 else 1 end,
                journal_id, line_number
        ) as nth
    from of_these_amounts

),

pairs as (

    select
        accruals.la_code,
        accruals.journal_id,
        accruals.line_number,
        accruals.financial_year as accrued_in_year,
        opposite.journal_id as reversal_journal_id,
        opposite.line_number as reversal_line_number,
        row_number() over (
            partition by accruals.la_code, accruals.journal_id, accruals.line_number
            order by opposite.month_number
        ) as earliest_first
    from accruals
    inner join opposite
        on
            accruals.la_code = opposite.la_code
            and accruals.cost_centre = opposite.cost_centre
            and accruals.subjective = opposite.subjective
            and accruals.supplier_id = opposite.supplier_id
            and accruals.amount_gbp = -opposite.amount_gbp
            and accruals.nth = opposite.nth
            and opposite.month_number between accruals.month_number + 1
            and accruals.month_number + {{ var('accrual_reversed_within_months') }}

),

lines_of_pairs as (

    {% for side in ['', 'reversal_'] -%}
        select
            la_code,
            {{ side }}journal_id as journal_id,
            {{ side }}line_number as line_number,
            accrued_in_year
        from pairs
        where earliest_first = 1
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    la_code,
    journal_id,
    line_number,
    max(accrued_in_year) as accrued_in_year
from lines_of_pairs
group by la_code, journal_id, line_number
