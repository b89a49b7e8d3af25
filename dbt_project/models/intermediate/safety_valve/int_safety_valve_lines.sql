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
    amounts.la_code,
    amounts.version,
    amounts.financial_year,
    lines.line_order,
    amounts.line,
    lines.line_label,
    cast(amounts.amount_gbp as decimal(18, 2)) as amount_gbp,
    lines.derived,
    amounts.status,
    amounts._load_id as load_id,
    amounts._line as file_line
from amounts
left join lines on amounts.line = lines.line
