{%- set counts = [
    'requests_received', 'decided_to_assess', 'decided_not_to_assess', 'agreed_to_issue',
    'plans_issued', 'not_issued', 'plans_transferred_in', 'plans_begun_otherwise', 'plans_ceased',
    'plans_transferred_out', 'active_at_end'
] %}
{%- set compared = [
    'requests_received', 'agreed_to_issue', 'plans_issued', 'plans_ceased', 'active_at_end'
] %}
with periods as (

    select
        *,
        period_end <= {{ reporting_date() }} as is_complete,
        cast({{ dbt.dateadd('year', -1, 'period_start') }} as date) as start_a_year_before
    from {{ ref('int_ehc_activity') }}

),

-- A year of which the case system holds only a part is not compared with another.
forgotten as (

    select
        la_code,
        calendar_year
    from {{ ref('int_plan_counts_local') }}
    where not is_remembered

),

beside as (

    select
        {% for count in compared -%}
            case
                when periods.is_complete and forgotten.la_code is null
                    then year_before.{{ count }}
            end as {{ count }}_year_before,
        {% endfor %}
        periods.*
    from periods
    left join periods as year_before
        on
            periods.la_code = year_before.la_code
            and periods.period_type = year_before.period_type
            and periods.start_a_year_before = year_before.period_start
    left join forgotten
        on
            year_before.la_code = forgotten.la_code
            and extract(year from year_before.period_start) = forgotten.calendar_year

)

select
    cast(la_code as varchar) as la_code,
    cast(period_type as varchar) as period_type,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    cast(is_complete as boolean) as is_complete,

    {% for count in counts -%}
        cast({{ count }} as bigint) as {{ count }},
    {% endfor %}
    {% for count in compared -%}
        cast({{ count }}_year_before as bigint) as {{ count }}_year_before,
        cast({{ count }} - {{ count }}_year_before as bigint) as {{ count }}_change,
        {{ rate_pct(count ~ ' - ' ~ count ~ '_year_before', count ~ '_year_before') }}
            as {{ count }}_change_pct,
    {% endfor %}
    {{ reporting_date() }} as as_at
from beside
