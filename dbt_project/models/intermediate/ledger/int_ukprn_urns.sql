-- The URN of a provider that is given by its UKPRN alone: the one that the ledger lists beside the
-- UKPRN, else that of GIAS, where just one of its establishments is open, or was.
with used as (

    select
        la_code,
        ukprn
    from {{ ref('stg_case_system__placements') }}
    union
    select
        la_code,
        ukprn
    from {{ ref('stg_places__commissioned_places') }}
    union
    select
        la_code,
        ukprn
    from {{ ref('stg_finance_ledger__supplier_providers') }}

),

listed as (

    select
        la_code,
        ukprn,
        min(urn) as urn
    from {{ ref('stg_finance_ledger__supplier_providers') }}
    where ukprn is not null and urn is not null
    group by la_code, ukprn

),

establishments as (

    select
        ukprn,
        urn,
        rank() over (
            partition by ukprn
            order by
                case when close_date is null or {{ is_after_as_at('close_date') }} then 0 else 1 end
        ) as open_first
    from {{ ref('stg_dfe_census__gias_establishments') }}
    where ukprn is not null

),

published as (

    select
        ukprn,
        min(urn) as urn
    from establishments
    where open_first = 1
    group by ukprn
    having count(*) = 1

)

select
    used.la_code,
    used.ukprn,
    coalesce(listed.urn, published.urn) as urn
from used
left join listed on used.la_code = listed.la_code and used.ukprn = listed.ukprn
left join published on used.ukprn = published.ukprn
where coalesce(listed.urn, published.urn) is not null
