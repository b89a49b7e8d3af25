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

{#- The loads that a history should be made of: not refused, not replaced, whatever their date. -#}
{% macro loads_now(node) -%}
    {%- set source_name, dataset = history_of(node) -%}
    select la_code, business_date, load_id, raw_sha256
    from {{ ref('base_ingest__loads') }}
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
