{# Inserts the rows of a seed, each value as a literal. dbt-spark's own macro hands them over as
   parameters; a session of pyspark (Spark Connect) pastes these into the query as they are. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = model['config'].get('column_types', {}) %}
    {% set statements = [] %}
    {% for chunk in agate_table.rows | batch(get_batch_size()) %}
        {% set sql %}
            insert into {{ this.render() }} values
            {%- for row in chunk %}
                (
                    {%- for name in agate_table.column_names %}
                    {%- set found = adapter.convert_type(agate_table, loop.index0) -%}
                    cast({{ literal_of_spark(row[loop.index0]) }} as {{ types.get(name, found) }})
                    {{- ", " if not loop.last }}
                    {%- endfor -%}
                )
                {{- "," if not loop.last }}
            {%- endfor %}
        {% endset %}
        {% do adapter.add_query(sql, abridge_sql_log=True) %}
        {% do statements.append(sql) %}
    {% endfor %}
    {{ return(statements[0]) }}
{% endmacro %}


{% macro literal_of_spark(value) %}
    {%- if value is none -%}null
    {%- else -%}'{{ (value | string).replace("\\", "\\\\").replace("'", "\\'") }}'
    {%- endif -%}
{% endmacro %}
