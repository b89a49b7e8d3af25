with ledger as (

    select
        lines.*,
        lines.journal_type = 'AR' or reversed.la_code is not null as is_income
    from {{ ref('int_ledger_classified') }} as lines
    left join {{ ref('int_income_reversed') }} as reversed
        on
            lines.la_code = reversed.la_code
            and lines.journal_id = reversed.journal_id
            and lines.line_number = reversed.line_number

),

lines as (

    select * from {{ ref('section_251_lines') }}

),

summed as (

    select
        la_code,
        financial_year,
        coalesce(s251_line, 'unmapped') as s251_line,
        max(financial_period) as latest_period,
        sum(amount_gbp) as net_gbp,
        sum(case when is_income then -amount_gbp else 0 end) as income_gbp
    from ledger
    group by la_code, financial_year, coalesce(s251_line, 'unmapped')

)

select
    cast(summed.la_code as varchar) as la_code,
    cast(summed.financial_year as varchar) as financial_year,
    cast(summed.s251_line as varchar) as s251_line,
    cast(lines.line_order as integer) as line_order,
    cast(
        case
            when summed.s251_line = 'unmapped' then 'Accounts without a section 251 line'
            else lines.line_label
        end as varchar
    ) as line_label,
    cast(lines.charged_to as varchar) as charged_to,
    cast(summed.latest_period as integer) as latest_period,
    cast(summed.net_gbp + summed.income_gbp as decimal(18, 2)) as gross_expenditure_gbp,
    cast(summed.income_gbp as decimal(18, 2)) as income_gbp,
    cast(summed.net_gbp as decimal(18, 2)) as amount_gbp,
    {{ reporting_date() }} as as_at
from summed
left join lines on summed.s251_line = lines.s251_line
