with recursive links as (

    select * from {{ ref('stg_dfe_census__gias_links') }}
    where not {{ is_after_as_at('link_established_date') }} and link_type not like '%Split%'

),

steps as (

    select
        urn,
        link_urn as successor
    from links
    where link_type like 'Successor%'
    union
    select
        link_urn as urn,
        urn as successor
    from links
    where link_type like 'Predecessor%'

),

-- GIAS does not state which of two successors continues the school.
single_steps as (

    select
        urn,
        min(successor) as successor
    from steps
    group by urn
    having count(*) = 1

),

chains as (

    select
        urn,
        successor,
        1 as links_followed
    from single_steps
    union all
    select
        chains.urn,
        single_steps.successor,
        chains.links_followed + 1 as links_followed
    from chains
    inner join single_steps on chains.successor = single_steps.urn
    -- Links can form a circle.
    where chains.links_followed < {{ var('school_links_followed') }}

),

numbered as (

    select
        *,
        row_number() over (partition by urn order by links_followed desc) as last_first
    from chains

)

select
    urn,
    successor as current_urn
from numbered
where last_first = 1 and successor <> urn
