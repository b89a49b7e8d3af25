{#-
A text that is an identifier such as INV-20415 or PO/2231, and no name: it has a digit, at most
three letters in a row, and otherwise hyphens, slashes, full stops and underscores.
-#}
{% macro is_identifier(text) -%}
    coalesce(
        regexp_extract(lower({{ text }}), '[0-9]', 0) <> ''
        and regexp_extract(lower({{ text }}), '[a-z]{4}|[^a-z0-9/._-]', 0) = '',
        false
    )
{%- endmacro %}
