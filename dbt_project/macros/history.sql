{#-
History: what an authority's system said, and from which night to which. A function of the landed
files alone, kept up night by night.

A model hist_<source>__<dataset> keeps every version of every row: `valid_from` is the business date
of the first extract that said it, `valid_to` that of the first extract that no longer did (null:
still said). Table history.woven holds the loads that a history is made of. When loads have come,
gone or changed, the authority's history is wound back to just before the earliest of them and
woven again from there, so that a night costs one extract, and a late or corrected file costs those
after it. All of it happens in the model's own transaction.
-#}

{#- Source and dataset of a history, from its model's name. -#}
{% macro history_of(node) -%}
    {{ return(node.name[5:].split('__')) }}
{%- endmacro %}

{#- The loads that the history should be made of: not refused, not replaced, whatever their date. -#}
{% macro loads_now(node) -%}
    {%- set source_name, dataset = history_of(node) -%}
    select la_code, business_date, load_id, raw_sha256
    from {{ ref('stg_ingest__loads') }}
    where source = '{{ source_name }}' and dataset = '{{ dataset }}' and counts
{%- endmacro %}

{% macro loads_woven(node) -%}
    {%- set source_name, dataset = history_of(node) -%}
    select la_code, business_date, load_id, raw_sha256
    from history.woven
    where source = '{{ source_name }}' and dataset = '{{ dataset }}'
{%- endmacro %}

{#- Loads that are woven in but should not be, or should be but are not. -#}
{% macro loads_changed(node) -%}
    ({{ loads_now(node) }} except {{ loads_woven(node) }})
    union all
    ({{ loads_woven(node) }} except {{ loads_now(node) }})
{%- endmacro %}

{#- One row per la_code with changed loads: the date to wind back to. -#}
{% macro woven_again_from(node) -%}
    select la_code, min(business_date) as again_from
    from ({{ loads_changed(node) }}) as changed
    group by la_code
{%- endmacro %}

{#- Before the model: wind its history back. -#}
{% macro wind_back() -%}
    {%- if is_incremental() and model.config.meta.lines -%}
        delete from {{ this }}
        where _load_id in (
            select load_id
            from (({{ loads_woven(model) }}) except ({{ loads_now(model) }})) as gone
        );
    {%- elif is_incremental() -%}
        delete from {{ this }} as kept
        using ({{ woven_again_from(model) }}) as wound
        where kept.la_code = wound.la_code and kept.valid_from >= wound.again_from;
        update {{ this }} as kept
        set valid_to = null
        from ({{ woven_again_from(model) }}) as wound
        where kept.la_code = wound.la_code and kept.valid_to >= wound.again_from;
    {%- endif -%}
{%- endmacro %}

{#- After the model: note what its history is made of. -#}
{% macro note_woven() -%}
    {%- set source_name, dataset = history_of(model) -%}
    delete from history.woven
    where source = '{{ source_name }}' and dataset = '{{ dataset }}';
    insert into history.woven
    select '{{ source_name }}', '{{ dataset }}', la_code, business_date, load_id, raw_sha256
    from ({{ loads_now(model) }}) as loads;
{%- endmacro %}

{#-
The raw files to be woven in, as a list for read_parquet: those that no table of facts holds yet.
The file of no rows gives the columns.
-#}
{% macro raw_files(query) -%}
    {%- set source_name, dataset = history_of(model) -%}
    {%- set folder = env_var('SEND_HOME') ~ '/raw/' ~ source_name ~ '/' ~ dataset -%}
    {%- set files = [folder ~ '/_/none.parquet'] -%}
    {%- do source(source_name, dataset) -%}
    {%- if execute and load_relation(ref('stg_ingest__loads')) is not none -%}
        {%- for la_code, business_date, load_id in run_query(query) -%}
            {%- do files.append(folder ~ '/' ~ la_code ~ '/' ~ business_date ~ '__' ~ load_id ~ '.parquet') -%}
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

{#-
Versions of the rows of a full dataset. `key` and `columns` are the row's own; the extracts from the
night of change on are compared, one after the other, with what held the night before.
-#}
{% macro validity_ranges(key, columns) -%}
    {%- set everything = ['la_code'] + key + columns -%}
    {%- set loads -%}
        select loads.la_code, loads.business_date, loads.load_id
        from ({{ loads_now(model) }}) as loads
        {% if is_incremental() -%}
        inner join ({{ woven_again_from(model) }}) as wound
            on loads.la_code = wound.la_code and loads.business_date >= wound.again_from
        {% endif -%}
        order by all
    {%- endset -%}
    with extracts as (

        select
            la_code,
            load_id,
            business_date,
            row_number() over (partition by la_code order by business_date) as extract_number,
            lead(business_date) over (partition by la_code order by business_date) as next_date,
            min(business_date) over (partition by la_code) as first_date
        from ({{ loads }}) as loads

    ),

    said as (

        select
            {% for name in everything %}raw_rows.{{ name }},
            {% endfor %}extracts.extract_number,
            extracts.business_date as said_from,
            extracts.next_date,
            raw_rows._load_id,
            raw_rows._line
        from {{ raw_files(loads) }} as raw_rows
        inner join extracts
            on raw_rows.la_code = extracts.la_code and raw_rows._load_id = extracts.load_id
        {%- if is_incremental() %}
        union all
        -- What held the night before is extract number 0.
        select
            {% for name in everything %}before.{{ name }},
            {% endfor %}0 as extract_number,
            before.valid_from as said_from,
            wound.first_date as next_date,
            before._load_id,
            before._line
        from {{ this }} as before
        inner join (select distinct la_code, first_date from extracts) as wound
            on before.la_code = wound.la_code
        where before.valid_to is null
        {%- endif %}

    ),

    -- Extracts that say the same of a row, one after the other, have the same number left over.
    runs as (

        select
            *,
            extract_number - row_number() over (
                partition by {{ everything | join(', ') }} order by extract_number
            ) as run
        from said

    ),

    versions as (

        select
            {{ everything | join(',\n            ') }},
            min(extract_number) as first_extract,
            min(said_from) as valid_from,
            case when count(*) = count(next_date) then max(next_date) end as valid_to,
            min_by(_load_id, extract_number) as _load_id,
            min_by(_line, extract_number) as _line
        from runs
        group by {{ everything | join(', ') }}, run

    )

    select
        {{ everything | join(',\n        ') }},
        valid_from,
        valid_to,
        _load_id,
        _line
    from versions
    {%- if is_incremental() %}
    where first_extract > 0 or valid_to is not null
    {%- endif %}
{%- endmacro %}

{#- Whether a version of a row was held by the system on a night: the one that the marts know. -#}
{% macro is_known(on=none) -%}
    {%- set night = on or known_on() -%}
    valid_from <= {{ night }} and (valid_to is null or valid_to > {{ night }})
{%- endmacro %}
