{#-
The raw files of the loads that a query lists (la_code, business_date, load_id), for read_parquet.
Only files that the history does not contain yet are read. The first file has no rows; it gives the
columns where there is nothing to read.
-#}
{% macro raw_files(query) -%}
    {{ return(adapter.dispatch('raw_files')(query)) }}
{%- endmacro %}

{% macro duckdb__raw_files(query) -%}
    {%- set source_name, dataset = source_and_dataset(model) -%}
    {%- set folder = home() ~ '/raw/' ~ source_name ~ '/' ~ dataset -%}
    {%- set files = [folder ~ '/_/none.parquet'] -%}
    {%- do source(source_name, dataset) -%}
    {%- if execute and load_relation(ref('base_ingest__loads')) is not none -%}
        {%- for la_code, business_date, load_id in run_query(query) -%}
            {%- set name = business_date ~ '__' ~ load_id ~ '.parquet' -%}
            {%- do files.append(folder ~ '/' ~ la_code ~ '/' ~ name) -%}
        {%- endfor -%}
    {%- endif -%}
    read_parquet(['{{ files | join("', '") }}'], union_by_name = true)
{%- endmacro %}

{#- Rows of the loads of an incremental dataset; a row has one version, from its load on. -#}
{% macro appended_lines(columns) -%}
    {{ return(adapter.dispatch('appended_lines')(columns)) }}
{%- endmacro %}

{% macro duckdb__appended_lines(columns) -%}
    {{ return(lines_of_loads(columns, is_added_to=is_incremental())) }}
{%- endmacro %}

{#- All lines, or, where they are added to what is there, those of the new loads. -#}
{% macro lines_of_loads(columns, is_added_to) -%}
    {%- set loads -%}
        select la_code, business_date, load_id
        from ({{ loads_to_read(model) }}
            {%- if is_added_to %} except {{ applied_loads(model) }}{% endif %}) as loads
        order by all
    {%- endset -%}
    select
        la_code,
        {{ columns | join(',\n        ') }},
        _business_date as valid_from,
        cast(null as date) as valid_to,
        _load_id,
        _line
    from {{ raw_files(loads) }}
{%- endmacro %}
