{#
    A table is replaced in one transaction of one statement. dbt-duckdb's own materialization makes
    each table under another name, renames it twice and drops the old one, in ten statements.
#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        {% if existing is not none %}
            drop {{ existing.type }} {{ existing }};
        {% endif %}
        {{ get_create_table_as_sql(False, target, sql) }}
    {% endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
