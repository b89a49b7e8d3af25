{#- Mark the query of a CTE that is to be written as a table. -#}
{% macro spark__kept_cte(name, query) -%}
    {{ return('/* keep ' ~ name ~ ' */' ~ query ~ '/* kept */') }}
{%- endmacro %}

{#-
Write the marked CTEs of a model as tables of schema intermediate, one after the other, and return
the model's SQL with these tables in place of the queries.
-#}
{% macro with_ctes_as_tables(sql) -%}
    {%- set pattern = '/[*] keep ([a-z0-9_]+) [*]/(.*?)/[*] kept [*]/' -%}
    {%- set marked = modules.re.compile(pattern, modules.re.DOTALL) -%}
    {%- set text = namespace(left=sql) -%}
    {%- for _ in marked.findall(sql) -%}
        {%- set found = marked.search(text.left) -%}
        {%- set table = 'intermediate.' ~ model.name ~ '__' ~ found.group(1) -%}
        {%- do run_query('drop table if exists ' ~ table) -%}
        {%- do run_query(
            'create table ' ~ table ~ ' using parquet as ' ~ text.left[:found.end()]
            ~ ') select * from ' ~ found.group(1)
        ) -%}
        {%- set text.left = text.left[:found.start()] ~ 'select * from ' ~ table
            ~ text.left[found.end():] -%}
    {%- endfor -%}
    {{ return(text.left) }}
{%- endmacro %}
