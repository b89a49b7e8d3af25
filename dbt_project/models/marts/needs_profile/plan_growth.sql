with local_counts as (

    select * from {{ ref('int_plan_counts_local') }}

),

published as (

    select * from {{ ref('int_plan_counts_published') }}

),

local_authorities as (

    select distinct la_code
    from local_counts

),

-- Counts of authorities with a case system here are from it, the others as DfE published them.
counts as (

    select
        la_code,
        calendar_year,
        'case_system' as basis,
        plans_january,
        plans_new,
        plans_ceased
    from local_counts
    union all
    select
        published.la_code,
        published.calendar_year,
        'dfe_published' as basis,
        published.plans_january,
        published.plans_new,
        published.plans_ceased
    from published
    left join local_authorities on published.la_code = local_authorities.la_code
    where local_authorities.la_code is null

),

beside as (

    select
        counts.*,
        year_before.plans_january as plans_january_before,
        published.plans_january as published_plans_january,
        published.plans_new as published_plans_new
    from counts
    left join counts as year_before
        on
            counts.la_code = year_before.la_code
            and counts.calendar_year = year_before.calendar_year + 1
    left join published
        on
            counts.la_code = published.la_code
            and counts.calendar_year = published.calendar_year

)

select
    cast(la_code as varchar) as la_code,
    cast(calendar_year as integer) as calendar_year,
    cast(basis as varchar) as basis,
    cast(plans_january as bigint) as plans_january,
    cast(plans_new as bigint) as plans_new,
    cast(plans_ceased as bigint) as plans_ceased,
    cast(plans_january_before as bigint) as plans_january_before,
    {{ rate_pct('plans_january - plans_january_before', 'plans_january_before') }} as growth_pct,
    cast(published_plans_january as bigint) as published_plans_january,
    cast(published_plans_new as bigint) as published_plans_new,
    {{ reporting_date() }} as as_at
from beside
