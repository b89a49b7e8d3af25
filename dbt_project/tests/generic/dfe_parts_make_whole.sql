{#-
A returned row is a published whole that its published parts don't sum to: one area, period and
vintage of one of DfE's files, from the period `since` on. A mark among them can't be summed.
-#}
{% test dfe_parts_make_whole(model, file, breakdown, whole, parts, since) %}

with figures as (

    select * from {{ model }}
    where
        file = '{{ file }}'
        and breakdown = '{{ breakdown }}'
        and time_period >= '{{ since }}'
        and indicator in ('{{ whole }}', '{{ parts | join("', '") }}')
        and not is_superseded

)

select
    vintage,
    time_period,
    geographic_level,
    region_code,
    old_la_code as la_code,
    max(case when indicator = '{{ whole }}' then value end) as whole,
    sum(case when indicator <> '{{ whole }}' then value end) as parts
from figures
group by vintage, time_period, geographic_level, region_code, old_la_code
having
    count(value) = {{ parts | length + 1 }}
    and max(case when indicator = '{{ whole }}' then value end)
    <> sum(case when indicator <> '{{ whole }}' then value end)

{% endtest %}
