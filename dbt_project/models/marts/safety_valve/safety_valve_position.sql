with agreement_lines as (

    select * from {{ ref('int_safety_valve_lines') }}

)

select
    cast(la_code as varchar) as la_code,
    cast(version as varchar) as version,
    cast(financial_year as varchar) as financial_year,
    cast(line_order as integer) as line_order,
    cast(line as varchar) as line,
    cast(line_label as varchar) as line_label,
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(derived as boolean) as derived,
    cast(status as varchar) as status,
    cast(load_id as varchar) as load_id,
    cast(file_line as bigint) as file_line,
    {{ reporting_date() }} as as_at
from agreement_lines
