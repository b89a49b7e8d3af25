-- The SEN2 returns that stand for the case system of an authority that sends no extracts of it: the
-- latest known one of each calendar year. Once an extract of requests or plans is in, no return
-- counts any more; persons alone show no case.
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
        and dataset in ('requests', 'plans')
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

reference_dates as (

    select
        la_code,
        return_id,
        max(reference_date) as reference_date
    from headers
    group by la_code, return_id

),

dated as (

    select
        returns.*,
        coalesce(reference_dates.reference_date, returns.business_date) as reference_date,
        sent.is_complete,
        max(case when sent.is_complete then 1 else 0 end) over (
            partition by returns.la_code
        ) as complete_ones
    from returns
    inner join {{ ref('base_sen2__returns_sent') }} as sent
        on returns.la_code = sent.la_code and returns.business_date = sent.business_date
    left join reference_dates
        on
            returns.la_code = reference_dates.la_code
            and returns.return_id = reference_dates.return_id

),

-- A return is as at a day of January, and has the requests of the calendar year before. An
-- incomplete one replaces no complete one: without its plans, none would be left.
numbered as (

    select
        *,
        cast(extract(year from reference_date) as integer) - 1 as calendar_year,
        row_number() over (
            partition by la_code, extract(year from reference_date)
            order by business_date desc, load_id desc
        ) as of_year
    from dated
    where is_complete or complete_ones = 0

)

select
    numbered.la_code,
    numbered.return_id,
    numbered.reference_date,
    numbered.calendar_year,
    numbered.reference_date = max(numbered.reference_date) over (
        partition by numbered.la_code
    ) as is_latest
from numbered
left join of_case_systems on numbered.la_code = of_case_systems.la_code
where numbered.of_year = 1 and of_case_systems.la_code is null
