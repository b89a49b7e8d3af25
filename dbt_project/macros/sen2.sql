{#-
Keys of a SEN2 return, whose rows have numbers that are valid only within it. A request has one
assessment and one plan, so the plan has the request's number.
-#}
{% macro sen2_key(entity, rows, number) -%}
    md5(concat_ws(
        ':', '{{ entity }}', {{ rows }}.la_code, {{ rows }}.return_id, {{ rows }}.{{ number }}
    ))
{%- endmacro %}

{#- The rows of a dataset in the returns that stand for a case system (base_sen2__returns). -#}
{% macro rows_of_sen2(dataset) -%}
    select raw_rows.*
    from {{ source('sen2', dataset) }} as raw_rows
    inner join {{ ref('base_sen2__returns') }} as returns
        on
            raw_rows.la_code = returns.la_code
            and raw_rows.return_id = returns.return_id
    inner join {{ ref('base_ingest__loads') }} as loads
        on
            raw_rows.la_code = loads.la_code
            and raw_rows._load_id = loads.load_id
    where loads.is_current
{%- endmacro %}

{#-
Condition: a row of a history is of an authority whose extracts count, and not its SEN2 return. A
first extract of persons may come before those of requests and plans.
-#}
{% macro is_of_extracts() -%}
    la_code not in (select la_code from {{ ref('base_sen2__returns') }})
{%- endmacro %}

{#- Rows of a return that hang on a request: `rows` and base_sen2__cases. -#}
{% macro of_case(rows) -%}
    {{ rows }}.la_code = cases.la_code
    and {{ rows }}.return_id = cases.return_id
    and {{ rows }}.request_order = cases.request_order
{%- endmacro %}
