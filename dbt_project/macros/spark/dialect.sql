{#-
What every model writes in the words of DuckDB, in those of Spark. Spark has no varchar without a
length and no hugeint: SQL that casts to one casts to string or decimal(38, 0). A hugeint has up to
39 digits; what the project counts has fewer. concat leaves out nulls, as Spark's concat_ws does;
Spark's concat of a null is null.
-#}
{% macro in_words_of_spark(sql) -%}
    {%- set sql = modules.re.sub('\\bas\\s+varchar\\b', 'as string', sql) -%}
    {%- set sql = modules.re.sub('\\bas\\s+hugeint\\b', 'as decimal(38, 0)', sql) -%}
    {{ return(modules.re.sub('\\bconcat[(]', "concat_ws('', ", sql)) }}
{%- endmacro %}

{#- Null where one text is null, as dbt's macro is on DuckDB. -#}
{% macro spark__concat(fields) -%}
    {{ fields | join(' || ') }}
{%- endmacro %}

{#- dbt-spark's own leaves out the order. -#}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    {%- if limit_num -%}
        {{ exceptions.raise_compiler_error("listagg on Spark has no limit.") }}
    {%- endif -%}
    listagg({{ measure }}, {{ delimiter_text }})
    {%- if order_by_clause %} within group ({{ order_by_clause }}){% endif %}
{%- endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- set sql = with_ctes_as_tables(in_words_of_spark(compiled_code)) -%}
    {{ dbt.spark__create_table_as(temporary, relation, sql, language) }}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    {{ dbt.spark__create_view_as(relation, in_words_of_spark(sql)) }}
{%- endmacro %}

{#- The types that a model's contract promises. -#}
{% macro spark__get_empty_schema_sql(columns) -%}
    {{ in_words_of_spark(dbt.default__get_empty_schema_sql(columns)) }}
{%- endmacro %}

{% macro spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ dbt.default__get_test_sql(
        in_words_of_spark(main_sql), fail_calc, warn_if, error_if, limit
    ) }}
{%- endmacro %}

{#- Parquet tables of Spark have no constraints, so a contract's columns are read for nulls. -#}
{% macro spark__persist_constraints(relation, model) -%}
    {%- set required = [] -%}
    {%- for column in model.columns.values()
        if 'not_null' in column.constraints | map(attribute='type') -%}
        {%- do required.append(column.name) -%}
    {%- endfor -%}
    {%- if required and config.get('contract').enforced -%}
        {%- set nulls -%}
            select {% for name in required %}count(*) - count({{ name }}) as {{ name }}
            {%- if not loop.last %}, {% endif %}{% endfor %} from {{ relation }}
        {%- endset -%}
        {%- set counted = run_query(nulls).rows[0] -%}
        {%- for name in required -%}
            {%- if counted[name] -%}
                {%- do exceptions.raise_database_error(
                    relation ~ "." ~ name ~ " is null in " ~ counted[name]
                    ~ " rows; the contract of the model allows none."
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
