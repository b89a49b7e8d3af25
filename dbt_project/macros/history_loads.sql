{#-
How a history stays up to date.

A model hist_<source>__<dataset> keeps every version of every row. `valid_from` is the business date
of the first extract that contains the version. `valid_to` is the date of the first extract that no
longer contains it, and null while the version is current. A history depends on the landed files
alone, not on the order in which they came.

Table history.loads_applied lists the loads that each history is built from. In one transaction, a
history model
1. compares that list with the loads that it should be built from (`changed_loads`),
2. removes, for each authority with changed loads, all versions from the earliest changed date on
   (`rewind_history`),
3. adds the versions of the extracts from that date on (`validity_ranges`, `appended_lines`),
4. records the loads (`record_applied_loads`).
So a night costs one extract, and a late or corrected file costs the extracts after it.
-#}

{#- Source and dataset of a history model, from its name. -#}
{% macro source_and_dataset(node) -%}
    {{ return(node.name[5:].split('__')) }}
{%- endmacro %}

{#- The loads that a history should be built from: the current version of every date. -#}
{% macro valid_loads(node) -%}
    {%- set source_name, dataset = source_and_dataset(node) -%}
    select la_code, business_date, load_id, raw_sha256
    from {{ ref('base_ingest__loads') }}
    where source = '{{ source_name }}' and dataset = '{{ dataset }}' and is_current_version
{%- endmacro %}

{#- The loads of which a build may read the files. -#}
{% macro loads_to_read(node) -%}
    {{ return(adapter.dispatch('loads_to_read')(node)) }}
{%- endmacro %}

{% macro duckdb__loads_to_read(node) -%}
    {{ return(valid_loads(node)) }}
{%- endmacro %}

{#- The loads that a history is built from. -#}
{% macro applied_loads(node) -%}
    {%- set source_name, dataset = source_and_dataset(node) -%}
    select la_code, business_date, load_id, raw_sha256
    from history.loads_applied
    where source = '{{ source_name }}' and dataset = '{{ dataset }}'
{%- endmacro %}

{#- The loads to add to a history, and the loads to remove from it. -#}
{% macro changed_loads(node) -%}
    ({{ valid_loads(node) }} except {{ applied_loads(node) }})
    union all
    ({{ applied_loads(node) }} except {{ valid_loads(node) }})
{%- endmacro %}

{#- One row per la_code with changed loads: the date from which to rebuild its history. -#}
{% macro rebuild_from(node) -%}
    select la_code, min(business_date) as first_changed_date
    from ({{ changed_loads(node) }}) as changed
    group by la_code
{%- endmacro %}

{#- Make known to a build what earlier builds have kept of the histories. -#}
{% macro register_histories() -%}
    {{ return(adapter.dispatch('register_histories')()) }}
{%- endmacro %}

{#- The table of the loads that each history is built from. -#}
{% macro duckdb__register_histories() -%}
    create table if not exists history.loads_applied (
        source varchar, dataset varchar, la_code varchar, business_date date, load_id varchar,
        raw_sha256 varchar
    )
{%- endmacro %}

{#- Pre-hook of a history model: remove what the changed loads make invalid. -#}
{% macro rewind_history() -%}
    {{ return(adapter.dispatch('rewind_history')()) }}
{%- endmacro %}

{% macro duckdb__rewind_history() -%}
    {%- if is_incremental() and model.config.meta.append_only -%}
        delete from {{ this }}
        where _load_id in (
            select load_id
            from (({{ applied_loads(model) }}) except ({{ valid_loads(model) }})) as removed
        );
    {%- elif is_incremental() -%}
        delete from {{ this }} as versions
        using ({{ rebuild_from(model) }}) as rebuilt
        where
            versions.la_code = rebuilt.la_code
            and versions.valid_from >= rebuilt.first_changed_date;
        update {{ this }} as versions
        set valid_to = null
        from ({{ rebuild_from(model) }}) as rebuilt
        where
            versions.la_code = rebuilt.la_code
            and versions.valid_to >= rebuilt.first_changed_date;
    {%- endif -%}
{%- endmacro %}

{#- Post-hook of a history model: record the loads that it is built from. -#}
{% macro record_applied_loads() -%}
    {{ return(adapter.dispatch('record_applied_loads')()) }}
{%- endmacro %}

{% macro duckdb__record_applied_loads() -%}
    {%- set source_name, dataset = source_and_dataset(model) -%}
    delete from history.loads_applied
    where source = '{{ source_name }}' and dataset = '{{ dataset }}';
    insert into history.loads_applied
    select '{{ source_name }}', '{{ dataset }}', la_code, business_date, load_id, raw_sha256
    from ({{ valid_loads(model) }}) as loads;
{%- endmacro %}
