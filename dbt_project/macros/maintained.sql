{#-
Whether a plan is maintained on a day: from its start up to, but not on, the day it ceases.
Comparisons alone and no `or`: a left join on these stays a hash join, not a loop over all pairs.
-#}
{% macro is_maintained(plans, day) -%}
    {{ plans }}.start_date <= {{ day }}
    and coalesce({{ plans }}.cease_date, date '9999-12-31') > {{ day }}
{%- endmacro %}
