-- The SEN2 return that stands for the case system of an authority that sends no extracts of it: the
-- latest one that is known. Once a first extract is in, the return counts no more.
with loads as (

    select * from {{ ref('base_ingest__loads') }}

),

persons as (

    select * from {{ source('sen2', 'sen2_person') }}

),

headers as (

    select * from {{ source('sen2', 'sen2_header') }}

),

of_case_systems as (

    select distinct la_code
    from loads
    where
        source = 'case_system'
        and dataset in ('persons', 'requests', 'plans')
        and is_current_version
        and business_date <= {{ known_on() }}

),

returns as (

    select
        loads.la_code,
        loads.business_date,
        loads.load_id,
        min(persons.return_id) as return_id
    from loads
    inner join persons
        on
            loads.la_code = persons.la_code
            and loads.load_id = persons._load_id
    where
        loads.source = 'dfe_census'
        and loads.dataset = 'sen2_person'
        and loads.is_current
        and loads.business_date <= {{ known_on() }}
    group by loads.la_code, loads.business_date, loads.load_id

),

latest_first as (

    select
        *,
        row_number() over (
            partition by la_code order by business_date desc, load_id desc
        ) as place
    from returns

),

reference_dates as (

    select
        la_code,
        return_id,
        max(reference_date) as reference_date
    from headers
    group by la_code, return_id

)

select
    latest_first.la_code,
    latest_first.return_id,
    coalesce(reference_dates.reference_date, latest_first.business_date) as reference_date
from latest_first
left join of_case_systems on latest_first.la_code = of_case_systems.la_code
left join reference_dates
    on
        latest_first.la_code = reference_dates.la_code
        and latest_first.return_id = reference_dates.return_id
where latest_first.place = 1 and of_case_systems.la_code is null
