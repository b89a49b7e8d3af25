{#-
The row versions of a full dataset, whose every extract contains all rows, or all that have its own
values of `full_within` (the date of a report). `key` and `columns` are the row's own columns.
1. extracts: the extracts to read, numbered by date within an authority and values of `full_within`.
   All, or, where rows are added to what is there, those from the first changed date on.
2. extract_rows: the rows of these extracts. Extract 0 is made of the versions that are current just
   before them.
3. consecutive_runs: equal rows of consecutive extracts get the same run number.
4. row_versions: one row per run. It ends on the date of the extract after its last one.
-#}
{% macro validity_ranges(key, columns, full_within=[]) -%}
    {{ return(adapter.dispatch('validity_ranges')(key, columns, full_within)) }}
{%- endmacro %}

{% macro duckdb__validity_ranges(key, columns, full_within) -%}
    {{ return(versions_of_rows(key, columns, full_within, is_added_to=is_incremental())) }}
{%- endmacro %}

{% macro versions_of_rows(key, columns, full_within, is_added_to) -%}
    {%- set scope = (['la_code'] + full_within) | join(', ') -%}
    {%- set row_columns = ['la_code'] + key + columns -%}
    {%- set loads -%}
        select loads.la_code, loads.business_date, loads.load_id
        from ({{ loads_to_read(model) }}) as loads
        {% if is_added_to -%}
        inner join ({{ rebuild_from(model) }}) as rebuilt
            on
                loads.la_code = rebuilt.la_code
                and loads.business_date >= rebuilt.first_changed_date
        {% endif -%}
        order by all
    {%- endset -%}
    {%- set files = raw_files(loads) -%}
    {%- set named = scope ~ ', _load_id as load_id, _business_date as business_date' -%}
    {%- set dates = 'select distinct ' ~ named ~ ' from ' ~ files if full_within else loads %}
    with extracts as (

        select
            {{ scope }},
            load_id,
            business_date,
            row_number() over (partition by {{ scope }} order by business_date) as extract_number,
            lead(business_date) over (partition by {{ scope }} order by business_date) as next_date,
            min(business_date) over (partition by {{ scope }}) as first_date
        from ({{ dates }}) as loads

    ),

    extract_rows as (

        select
            {% for name in row_columns %}raw_rows.{{ name }},
            {% endfor %}extracts.extract_number,
            extracts.business_date as contained_from,
            extracts.next_date,
            raw_rows._load_id,
            raw_rows._line
        from {{ files }} as raw_rows
        inner join extracts
            on raw_rows.la_code = extracts.la_code and raw_rows._load_id = extracts.load_id
            {%- for name in full_within %} and raw_rows.{{ name }} = extracts.{{ name }}{% endfor %}
        {%- if is_added_to %}
        union all
        select
            {% for name in row_columns %}current_versions.{{ name }},
            {% endfor %}0 as extract_number,
            current_versions.valid_from as contained_from,
            rebuilt.first_date as next_date,
            current_versions._load_id,
            current_versions._line
        from {{ this }} as current_versions
        inner join (select distinct {{ scope }}, first_date from extracts) as rebuilt
            on current_versions.la_code = rebuilt.la_code
            {%- for each in full_within %} and current_versions.{{ each }} = rebuilt.{{ each }}
            {%- endfor %}
        where current_versions.valid_to is null
        {%- endif %}

    ),

    consecutive_runs as (

        select
            *,
            -- Both numbers rise by one from extract to extract, so the difference stays the same
            -- until an extract lacks the row.
            extract_number - row_number() over (
                partition by {{ row_columns | join(', ') }} order by extract_number
            ) as run_number
        from extract_rows

    ),

    row_versions as (

        select
            {{ row_columns | join(',\n            ') }},
            min(extract_number) as first_extract,
            min(contained_from) as valid_from,
            -- The latest extract has no next date: its rows are current.
            case when count(*) = count(next_date) then max(next_date) end as valid_to,
            min_by(_load_id, extract_number) as _load_id,
            min_by(_line, extract_number) as _line
        from consecutive_runs
        group by {{ row_columns | join(', ') }}, run_number

    )

    select
        {{ row_columns | join(',\n        ') }},
        valid_from,
        valid_to,
        _load_id,
        _line
    from row_versions
    {%- if is_added_to %}
    -- A version that was current before and still is stays as it is stored.
    where first_extract > 0 or valid_to is not null
    {%- endif %}
{%- endmacro %}
