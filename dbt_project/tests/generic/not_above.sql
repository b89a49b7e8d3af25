{#- A returned row has a part that is larger than its whole. -#}
{% test not_above(model, smaller, larger) %}

select *
from {{ model }}
where {{ smaller }} > {{ larger }}

{% endtest %}
