with agreement_lines as (

    select * from {{ ref('int_safety_valve_lines') }}

)

select
    cast(agreement_lines.la_code as varchar) as la_code,
    cast(agreement_lines.version as varchar) as version,
    cast(versions.version_kind as varchar) as version_kind,
    cast(agreement_lines.financial_year as varchar) as financial_year,
    cast(agreement_lines.line_order as integer) as line_order,
    cast(agreement_lines.line as varchar) as line,
    cast(agreement_lines.line_label as varchar) as line_label,
    cast(agreement_lines.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(agreement_lines.derived as boolean) as derived,
    cast(agreement_lines.status as varchar) as status,
    cast(agreement_lines.load_id as varchar) as load_id,
    cast(agreement_lines.file_line as bigint) as file_line,
    {{ reporting_date() }} as as_at
from agreement_lines
inner join {{ ref('int_safety_valve_in_force') }} as versions
    on
        agreement_lines.la_code = versions.la_code
        and agreement_lines.version = versions.version
