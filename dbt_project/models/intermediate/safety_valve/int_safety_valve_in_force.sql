with versions as (

    select distinct
        la_code,
        version
    from {{ ref('stg_safety_valve__agreement') }}

),

ordered as (

    select
        *,
        sum(case when version = 'original' then 0 else 1 end) over (
            partition by la_code
        ) as later_versions,
        row_number() over (
            partition by la_code
            order by
                case version when 'latest' then 0 when 'original' then 2 else 1 end,
                {{ natural_order('version') }} desc,
                version desc
        ) as latest_first
    from versions

)

select
    la_code,
    version,
    later_versions,
    case
        when latest_first = 1 then 'in_force'
        when version = 'original' then 'original'
        else 'earlier'
    end as version_kind
from ordered
