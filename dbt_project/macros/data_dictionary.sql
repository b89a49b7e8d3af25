{#-
Rows of `values` for every column of every published table, as the project's contracts describe
them: schema, table, audience, disclosure, table description, order, column, type, description,
whether it is never empty, place in the key.
-#}
{% macro data_dictionary_rows() -%}
{%- set rows = [] -%}
{%- set nodes = graph.nodes.values() if execute else [] -%}
{%- set tested = columns_tested(nodes) -%}
{%- for node in nodes | sort(attribute='unique_id')
    if node.resource_type == 'model' and node.schema in ['marts', 'ops'] -%}
    {%- set meta = node.config.meta -%}
    {%- set filled = tested['primary_key'].get(node.unique_id, []) -%}
    {%- set key = tested['unique_key'].get(node.unique_id, filled) -%}
    {%- for column in node.columns.values() -%}
        {%- set is_required = column.name in filled
            or 'not_null' in column.constraints | map(attribute='type') -%}
        {%- do rows.append([
            text_literal(node.schema), text_literal(node.name), text_literal(meta.audience),
            text_literal(meta.disclosure), text_literal(node.description), loop.index,
            text_literal(column.name), text_literal(column.data_type),
            text_literal(column.description), is_required | lower,
            key.index(column.name) + 1 if column.name in key else 'null'
        ] | join(', ')) -%}
    {%- endfor -%}
{%- endfor -%}
({{ rows | join('),\n        (') }})
{%- endmacro %}

{#- The columns of the tests unique_key and primary_key, by test and model. -#}
{% macro columns_tested(nodes) -%}
{%- set found = {'unique_key': {}, 'primary_key': {}} -%}
{%- for node in nodes if node.resource_type == 'test' and node.attached_node
    and node.test_metadata and node.test_metadata.name in found -%}
    {%- set of_test = found[node.test_metadata.name] -%}
    {%- set columns = node.test_metadata.kwargs.columns or [node.column_name] -%}
    {%- do of_test.update({
        node.attached_node: of_test.get(node.attached_node, []) + columns
    }) -%}
{%- endfor -%}
{{ return(found) }}
{%- endmacro %}

{#- A text as an SQL literal in one line; null where it is empty. -#}
{% macro text_literal(text) -%}
{%- if text %}'{{ text.split() | join(' ') | replace("'", "''") }}'{% else %}null{% endif -%}
{%- endmacro %}
