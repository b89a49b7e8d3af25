{#-
Rows of `values` for every column of every published table, as the project's contracts describe
them: schema, table, audience, disclosure, table description, order, column, type, description.
-#}
{% macro data_dictionary_rows() -%}
{%- set rows = [] -%}
{%- set nodes = graph.nodes.values() if execute else [] -%}
{%- for node in nodes | sort(attribute='unique_id')
    if node.resource_type == 'model' and node.schema in ['marts', 'ops'] -%}
    {%- set meta = node.config.meta -%}
    {%- for column in node.columns.values() -%}
        {%- do rows.append([
            text_literal(node.schema), text_literal(node.name), text_literal(meta.audience),
            text_literal(meta.disclosure), text_literal(node.description), loop.index,
            text_literal(column.name), text_literal(column.data_type),
            text_literal(column.description)
        ] | join(', ')) -%}
    {%- endfor -%}
{%- endfor -%}
({{ rows | join('),\n        (') }})
{%- endmacro %}

{#- A text as an SQL literal in one line; null where it is empty. -#}
{% macro text_literal(text) -%}
{%- if text %}'{{ text.split() | join(' ') | replace("'", "''") }}'{% else %}null{% endif -%}
{%- endmacro %}
