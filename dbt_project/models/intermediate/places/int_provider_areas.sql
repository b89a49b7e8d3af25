with establishments as (

    select
        urn,
        ukprn,
        local_authority,
        row_number() over (
            partition by ukprn order by close_date desc nulls first, urn desc
        ) as open_first
    from {{ ref('stg_dfe_census__gias_establishments') }}

)

select
    {{ provider_id('urn', 'cast(null as varchar)') }} as provider_id,
    local_authority
from establishments
union all
select
    {{ provider_id('cast(null as varchar)', 'ukprn') }} as provider_id,
    local_authority
from establishments
where ukprn is not null and open_first = 1
