{#-
Files on Spark: a source is a folder of Parquet files, and SQL reads it by its path. The files of
one folder can differ in their columns (setting spark.sql.parquet.mergeSchema).
-#}
{% macro spark__files_of(relation, source_name, table_name) -%}
    {%- set source_id = 'source.' ~ project_name ~ '.' ~ source_name ~ '.' ~ table_name -%}
    {%- set node = graph.sources[source_id] -%}
    {%- set path = node.config.meta.external_location.split("'")[1] -%}
    {{ return(parquet_of_spark(
        path.replace('$SEND_HOME', env_var('SEND_HOME')).replace('{name}', table_name)
    )) }}
{%- endmacro %}

{% macro parquet_of_spark(path) -%}
    {{ return('parquet.`' ~ path.replace('`', '``') ~ '`') }}
{%- endmacro %}

{#- Rows of the loads that a query lists: the folders of their authorities, without other loads. -#}
{% macro spark__raw_files(query) -%}
    {%- set source_name, dataset = source_and_dataset(model) -%}
    {%- do source(source_name, dataset) -%}
    {%- set folder = env_var('SEND_HOME', '') ~ '/raw/' ~ source_name ~ '/' ~ dataset -%}
    {%- set la_codes = ['_'] -%}
    {%- if execute and load_relation(ref('base_ingest__loads')) is not none -%}
        {%- set of_authorities = 'select distinct la_code from (' ~ query ~ ') as loads' -%}
        {%- do la_codes.extend(run_query(of_authorities).columns[0].values()) -%}
    {%- endif -%}
    {%- set files = folder ~ '/{' ~ la_codes | sort | join(',') ~ '}/*.parquet' -%}
    (
        select rows_of_all_loads.*
        from {{ parquet_of_spark(files) }} as rows_of_all_loads
        left semi join ({{ query }}) as loads_to_read
            on
                rows_of_all_loads.la_code = loads_to_read.la_code
                and rows_of_all_loads._load_id = loads_to_read.load_id
    )
{%- endmacro %}
