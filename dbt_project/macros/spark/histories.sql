{#-
Histories on Spark, whose tables know no transaction over several statements.

A history has a partition for each authority, with the column `built_from`: a hash of the loads that
the partition is built from. A build computes the whole partition of each authority whose loads are
others, and overwrites it. The partition of an authority without loads is dropped.
-#}

{#- One row per la_code: the hash of the loads that its history should be built from. -#}
{% macro hashes_of_loads(node) -%}
    select
        la_code,
        md5(concat_ws(',', sort_array(collect_list(load)))) as built_from
    from (
        select
            la_code,
            concat(load_id, ' ', coalesce(raw_sha256, '')) as load
        from ({{ valid_loads(node) }}) as loads
    ) as loads
    group by la_code
{%- endmacro %}

{% macro spark__loads_to_read(node) -%}
    {{ valid_loads(node) }}
    {%- if execute and is_incremental() %}
        {%- set changed -%}
            select hashes.la_code
            from ({{ hashes_of_loads(node) }}) as hashes
            left anti join (select distinct la_code, built_from from {{ this }}) as built
                on hashes.la_code = built.la_code and hashes.built_from = built.built_from
        {%- endset %}
        {%- set la_codes = run_query(changed).columns[0].values() %}
        and la_code in ('{{ la_codes | join("', '") }}')
    {%- endif %}
{%- endmacro %}

{% macro spark__validity_ranges(key, columns, full_within) -%}
    {%- set versions = versions_of_rows(key, columns, full_within, is_added_to=false) -%}
    {{ return(with_hashes_of_loads(versions)) }}
{%- endmacro %}

{% macro spark__appended_lines(columns) -%}
    {{ return(with_hashes_of_loads(lines_of_loads(columns, is_added_to=false))) }}
{%- endmacro %}

{% macro with_hashes_of_loads(query) -%}
    select versions.*, hashes.built_from
    from ({{ query }}) as versions
    inner join ({{ hashes_of_loads(model) }}) as hashes on versions.la_code = hashes.la_code
{%- endmacro %}

{#-
Pre-hook of a history model: empty the partitions of authorities without loads, and drop them. Where
a table is registered by its folder, to drop a partition leaves its files.
-#}
{% macro spark__rewind_history() -%}
    {%- if execute and is_incremental() -%}
        {%- set without_loads -%}
            select distinct la_code from {{ this }}
            except select la_code from ({{ valid_loads(model) }}) as loads
        {%- endset -%}
        {%- set nulls = [] -%}
        {%- for column in adapter.get_columns_in_relation(this) if column.name != 'la_code' -%}
            {%- do nulls.append('cast(null as ' ~ column.dtype ~ ') as ' ~ column.name) -%}
        {%- endfor -%}
        {%- for la_code in run_query(without_loads).columns[0].values() -%}
            {%- set partition = "partition (la_code = '" ~ la_code ~ "')" -%}
            {%- set no_rows = 'select ' ~ nulls | join(', ') ~ ' where 1 = 0' -%}
            {%- do run_query('insert overwrite table ' ~ this ~ ' ' ~ partition ~ ' ' ~ no_rows) -%}
            {%- do run_query('alter table ' ~ this ~ ' drop if exists ' ~ partition) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__record_applied_loads() -%}
{%- endmacro %}

{#-
The catalogue of a cluster that `steps/spark/cluster.py` starts is empty. SEND_SPARK_HISTORIES names
the histories whose files earlier builds have left in SEND_SPARK_TABLES.
-#}
{% macro spark__register_histories() -%}
    {%- set folder = env_var('SEND_SPARK_TABLES', '') ~ '/history.db/' -%}
    {%- for name in env_var('SEND_SPARK_HISTORIES', '').split() -%}
        {%- do run_query(
            'create table if not exists history.' ~ name
            ~ " using parquet location '" ~ folder ~ name ~ "'"
        ) -%}
        {%- do run_query('msck repair table history.' ~ name) -%}
        {%- do adapter.cache_added(
            api.Relation.create(schema='history', identifier=name, type='table')
        ) -%}
    {%- endfor -%}
{%- endmacro %}
