{#-
The reporting date as a SQL date: the only place that reads the environment variable SEND_AS_AT.
An environment variable and not a var of dbt, and read when a model is built and not when it is
parsed: dbt keeps the parsed project from one run to the next only while its vars are the same.
-#}
{% macro reporting_date() -%}
    {{ date_of_run('SEND_AS_AT') }}
{%- endmacro %}

{#-
The knowledge date: the only place that reads SEND_KNOWN_ON. Without it, that is the reporting date:
figures for a past date come out as they were known then.
-#}
{% macro known_on() -%}
    {%- set is_given = execute and env_var('SEND_KNOWN_ON', '') -%}
    {{ date_of_run('SEND_KNOWN_ON' if is_given else 'SEND_AS_AT') }}
{%- endmacro %}

{#- A date of this run. It has no default: a build without it fails and never takes the clock's. -#}
{% macro date_of_run(variable) -%}
    {%- if execute -%}
        {%- set given = env_var(variable, '') -%}
        {%- if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', given) -%}
            {%- do exceptions.raise_compiler_error(
                "The environment variable " ~ variable ~ " must be a date, YYYY-MM-DD; it is "
                ~ ("'" ~ given ~ "'." if given else "not set.")
            ) -%}
        {%- endif -%}
        cast('{{ given }}' as date)
    {%- else -%}
        cast(null as date)
    {%- endif -%}
{%- endmacro %}

{#- Whether a version of a row was held by the system on a night: the one that the marts know. -#}
{% macro is_known(on=none) -%}
    {%- set night = on or known_on() -%}
    valid_from <= {{ night }} and (valid_to is null or valid_to > {{ night }})
    and not {{ is_left_out() }}
{%- endmacro %}
