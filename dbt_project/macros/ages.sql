{#- The year in which the academic year of a date began: September 2025 to August 2026 is 2025. -#}
{% macro academic_year_began(on_date) -%}
    (
        extract(year from {{ on_date }})
        - case when extract(month from {{ on_date }}) < 9 then 1 else 0 end
    )
{%- endmacro %}

{#- '2025-26' of the year in which an academic year began, 2025. -#}
{% macro academic_year_name(began) -%}
    concat(
        cast(cast({{ began }} as integer) as varchar), '-',
        substr(cast(cast({{ began }} as integer) + 1 as varchar), 3, 2)
    )
{%- endmacro %}

{#-
National curriculum year on a date, -4 to 20 (Reception is 0): the age on the 31 August before the
date, less 4. It changes on 1 September and never on a birthday.
-#}
{% macro curriculum_year(birth_date, on_date) -%}
    (
        {{ academic_year_began(on_date) }} - {{ academic_year_began(birth_date) }} - 1 - 4
    )
{%- endmacro %}
