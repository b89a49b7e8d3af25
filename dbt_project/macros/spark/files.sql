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

{#- Rows of the loads that a query lists: whole folders, without the rows of other loads. -#}
{% macro spark__raw_files(query) -%}
    {%- set source_name, dataset = source_and_dataset(model) -%}
    {%- do source(source_name, dataset) -%}
    {%- set folder = env_var('SEND_HOME', '') ~ '/raw/' ~ source_name ~ '/' ~ dataset -%}
    (
        select rows_of_all_loads.*
        from {{ parquet_of_spark(folder ~ '/*/*.parquet') }} as rows_of_all_loads
        left semi join ({{ query }}) as loads_to_read
            on
                rows_of_all_loads.la_code = loads_to_read.la_code
                and rows_of_all_loads._load_id = loads_to_read.load_id
    )
{%- endmacro %}

{#- Histories are built anew, so there is no list of the loads that they are built from. -#}
{% macro spark__create_loads_applied() -%}
{%- endmacro %}

{% macro spark__record_applied_loads() -%}
{%- endmacro %}
