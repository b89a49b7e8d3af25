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
