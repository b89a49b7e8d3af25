{{ config(meta={'columns_in_messages': ['business_date', 'absent_table']}) }}
{%- set names = [
    'sen2_header', 'sen2_requests', 'sen2_assessment', 'sen2_named_plan', 'sen2_plan_detail',
    'sen2_active_plans', 'sen2_placement_detail', 'sen2_sen_need'
] %}

-- A returned row is a table (a blade of COLLECT) that an authority's latest SEN2 return lacks: it
-- was not sent, or was rejected. The last complete return counts until it is there (plan details
-- and header are not needed); without one, the figures that the table has are absent. To do: have
-- the blade sent under the same date.
with tables as (

    {% for name in names %}
        select '{{ name }}' as absent_table
        {%- if not loop.last %} union all{% endif %}
    {%- endfor %}

),

loads as (

    select * from {{ ref('base_ingest__loads') }}
    where source = 'dfe_census' and business_date <= {{ known_on() }} and is_current_version

),

latest_returns as (

    select
        la_code,
        max(business_date) as business_date
    from loads
    where dataset = 'sen2_person'
    group by la_code

)

select
    latest_returns.la_code,
    latest_returns.business_date,
    tables.absent_table
from latest_returns
cross join tables
left join loads
    on
        latest_returns.la_code = loads.la_code
        and latest_returns.business_date = loads.business_date
        and tables.absent_table = loads.dataset
where loads.load_id is null
