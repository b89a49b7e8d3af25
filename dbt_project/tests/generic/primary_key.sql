{#- A returned row is a key that occurs more than once, or of which a part is null. -#}
{% test primary_key(model, columns=none, column_name=none) %}

{%- set key = columns or [column_name] %}

select
    {{ key | join(', ') }},
    count(*) as occurrences
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1 or {{ key | join(' is null or ') }} is null

{% endtest %}
