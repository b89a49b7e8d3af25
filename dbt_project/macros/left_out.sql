{#-
Whether a row is of an authority that this build leaves out, because the build fails with its rows
(steps/dbt/build.py). Only this macro reads the environment variable DBT_ENV_CUSTOM_ENV_LEFT_OUT:
la_codes, separated by spaces. dbt copies variables with this prefix into run_results.json.
-#}
{% macro is_left_out() -%}
    {%- set la_codes = (env_var('DBT_ENV_CUSTOM_ENV_LEFT_OUT', '') if execute else '').split() -%}
    {%- if la_codes -%}
        la_code in ('{{ la_codes | join("', '") }}')
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
