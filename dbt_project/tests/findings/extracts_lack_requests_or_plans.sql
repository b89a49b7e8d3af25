{{ config(meta={'columns_in_messages': ['dataset']}) }}

-- A returned row is a dataset, requests or plans, of which an authority has sent no extract that
-- was accepted, though it has sent the other one and a SEN2 return. The return counts no more from
-- the first of them on, so the marts lack what the missing extract would show. To do: have it sent,
-- or correct what rejects it.
with loads as (

    select * from {{ ref('base_ingest__loads') }}
    where is_current and business_date <= {{ known_on() }}

),

extracts as (

    select distinct
        la_code,
        dataset
    from loads
    where source = 'case_system' and dataset in ('requests', 'plans')

),

with_one_only as (

    select
        la_code,
        case when min(dataset) = 'plans' then 'requests' else 'plans' end as dataset
    from extracts
    group by la_code
    having count(*) = 1

)

select distinct
    with_one_only.la_code,
    with_one_only.dataset
from with_one_only
inner join loads
    on with_one_only.la_code = loads.la_code and loads.dataset = 'sen2_person'
