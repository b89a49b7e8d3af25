{%- set derived = [
    'hnb_after_savings', 'in_year_deficit', 'variance_from_agreement', 'variance_after_mitigations',
    'total_after_mitigations', 'retained_deficit'
] -%}

with years as (

    select * from {{ ref('int_safety_valve_years') }}

),

lines as (

    select * from {{ ref('safety_valve_lines') }}

),

amounts as (

    select
        la_code,
        version,
        financial_year,
        line,
        amount_gbp,
        status,
        _load_id,
        _line
    from {{ ref('stg_safety_valve__agreement') }}
    {%- for line in derived %}
        union all
        select
            la_code,
            version,
            financial_year,
            '{{ line }}' as line,
            {{ line }}_gbp as amount_gbp,
            status,
            null as _load_id,
            null as _line
        from years
    {%- endfor %}

)

select
    cast(amounts.la_code as varchar) as la_code,
    cast(amounts.version as varchar) as version,
    cast(amounts.financial_year as varchar) as financial_year,
    cast(lines.line_order as integer) as line_order,
    cast(amounts.line as varchar) as line,
    cast(lines.line_label as varchar) as line_label,
    cast(amounts.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(lines.derived as boolean) as derived,
    cast(amounts.status as varchar) as status,
    cast(amounts._load_id as varchar) as load_id,
    cast(amounts._line as bigint) as file_line
from amounts
left join lines on amounts.line = lines.line
