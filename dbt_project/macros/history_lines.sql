{#-
The raw files to be woven in, as a list for read_parquet: those that no table of facts holds yet.
The file of no rows gives the columns.
-#}
{% macro raw_files(query) -%}
    {%- set source_name, dataset = history_of(model) -%}
    {%- set folder = home() ~ '/raw/' ~ source_name ~ '/' ~ dataset -%}
    {%- set files = [folder ~ '/_/none.parquet'] -%}
    {%- do source(source_name, dataset) -%}
    {%- if execute and load_relation(ref('stg_ingest__loads')) is not none -%}
        {%- for la_code, business_date, load_id in run_query(query) -%}
            {%- set name = business_date ~ '__' ~ load_id ~ '.parquet' -%}
            {%- do files.append(folder ~ '/' ~ la_code ~ '/' ~ name) -%}
        {%- endfor -%}
    {%- endif -%}
    read_parquet({{ files }}, union_by_name = true)
{%- endmacro %}

{#- The rows of an incremental dataset: each load's once, from the load it came in. -#}
{% macro lines(columns) -%}
    {%- set new_loads -%}
        select la_code, business_date, load_id
        from ({{ loads_now(model) }}
            {%- if is_incremental() %} except {{ loads_woven(model) }}{% endif %}) as new_loads
        order by all
    {%- endset -%}
    select
        la_code,
        {{ columns | join(',\n        ') }},
        _business_date as valid_from,
        cast(null as date) as valid_to,
        _load_id,
        _line
    from {{ raw_files(new_loads) }}
{%- endmacro %}
