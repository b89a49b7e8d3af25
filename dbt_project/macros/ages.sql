{#- The number of the month in which the school year begins: 9, September. -#}
{% macro first_month_of_school_year() -%}
    {{ var('school_year_begins').split('-')[0] | int }}
{%- endmacro %}

{#- The year in which the academic year of a date began: September 2025 to August 2026 is 2025. -#}
{% macro academic_year_began(on_date) -%}
    (
        extract(year from {{ on_date }})
        - case
            when extract(month from {{ on_date }}) < {{ first_month_of_school_year() }} then 1
            else 0
        end
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
Age on the 31 August before a date. A child who is born in September or later is a year younger on
that day than the calendar years say.
-#}
{% macro age_on_31_august(birth_date, on_date) -%}
    (
        {{ academic_year_began(on_date) }} - {{ academic_year_began(birth_date) }} - 1
    )
{%- endmacro %}

{#-
National curriculum year on a date, -4 to 20 (Reception is 0). It changes on 1 September and never
on a birthday.
-#}
{% macro curriculum_year(birth_date, on_date) -%}
    (
        {{ age_on_31_august(birth_date, on_date) }} - {{ var('reception_age') }}
    )
{%- endmacro %}
