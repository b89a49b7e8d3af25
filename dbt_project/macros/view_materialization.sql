{#
    A view is replaced in one statement. dbt-duckdb's own materialization makes each view under
    another name and renames it, in six statements.
#}
{% materialization view, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if existing is not none and not existing.is_view %}
        {{ adapter.drop_relation(existing) }}
    {% endif %}
    {% call statement('main') %}
        create or replace view {{ target }} as (
            {{ sql }}
        )
    {% endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
