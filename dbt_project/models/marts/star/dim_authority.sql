{{ config(materialized='table') }}

with named as (

    select * from {{ ref('int_authority_regions') }}

),

senders as (

    select distinct la_code
    from {{ ref('base_ingest__loads') }}
    where
        source in ('case_system', 'finance_ledger', 'safety_valve')
        -- a stray file has a place in landing that need be no authority's
        and outcome in ('accepted', 'accepted_with_rejects')

),

groups_of_authorities as (

    select
        member_la_code,
        max(area_name) as group_name
    from {{ ref('summed_areas') }}
    group by member_la_code

),

neighbours as (

    select
        la_code,
        {{ dbt.listagg('neighbour_la_code', "' '", 'order by neighbour_rank') }}
            as neighbour_la_codes
    from {{ ref('statistical_neighbours') }}
    group by la_code

),

authorities as (

    select la_code from named
    union
    select la_code from senders

)

select
    cast(authorities.la_code as varchar) as la_code,
    cast(coalesce(named.la_name, concat('Authority ', authorities.la_code)) as varchar)
        as la_name,
    cast(named.region_code as varchar) as region_code,
    cast(named.region_name as varchar) as region_name,
    cast(groups_of_authorities.group_name as varchar) as group_name,
    cast(neighbours.neighbour_la_codes as varchar) as neighbour_la_codes,
    cast(senders.la_code is not null as boolean) as sends_files
from authorities
left join named on authorities.la_code = named.la_code
left join groups_of_authorities on authorities.la_code = groups_of_authorities.member_la_code
left join neighbours on authorities.la_code = neighbours.la_code
left join senders on authorities.la_code = senders.la_code
