{# A dataset as operators read it. Of two releases, each publication is a dataset of its own:
education-health-and-care-plans_2025, dedicated-schools-grant_2026-03-26. #}
{% macro dataset_shown() %}
    case
        when dataset in ('education-health-and-care-plans', 'dedicated-schools-grant')
            then {{ dbt.concat(['dataset', "coalesce('_' || release, '')"]) }}
        else dataset
    end
{% endmacro %}
