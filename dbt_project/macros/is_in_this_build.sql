{#-
Whether a file or a close is of an authority that this build builds, or of England. A build of all
authorities has no environment variable SEND_ONLY_AUTHORITIES, which only this macro reads:
la_codes, separated by spaces (steps/dbt/changed_authorities.py).
-#}
{% macro is_in_this_build() -%}
    {%- set la_codes = (env_var('SEND_ONLY_AUTHORITIES', '') if execute else '').split() -%}
    {%- if la_codes -%}
        la_code in ('england', '{{ la_codes | join("', '") }}')
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
