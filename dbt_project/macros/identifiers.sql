{#-
A text that is an identifier such as INV-20415 or PO/2231, and no name: it has a digit, at most three
letters in a row, and otherwise hyphens, slashes, full stops and underscores.
-#}
{% macro is_identifier(text) -%}
    {%- set shape = "translate(lower(" ~ text ~ "), 'abcdefghijklmnopqrstuvwxyz0123456789', "
        ~ "'aaaaaaaaaaaaaaaaaaaaaaaaaa9999999999')" -%}
    coalesce(
        {{ shape }} like '%9%'
        and {{ shape }} not like '%aaaa%'
        and translate({{ shape }}, 'a9-/._', '') = '',
        false
    )
{%- endmacro %}
