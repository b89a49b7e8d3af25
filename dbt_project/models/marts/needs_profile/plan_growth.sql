with local_counts as (

    select * from {{ ref('int_plan_counts_local') }}

),

published as (

    select * from {{ ref('int_plan_counts_published') }}

),

years as (

    select
        la_code,
        calendar_year
    from local_counts
    union
    select
        la_code,
        calendar_year
    from published

),

-- A year has the case system's figures where they are complete (is_remembered), and where DfE has
-- none.
counts as (

    select
        years.la_code,
        years.calendar_year,
        local_counts.is_remembered,
        published.plans_january as published_plans_january,
        published.plans_new as published_plans_new,
        case
            when local_counts.la_code is null then 'dfe_published'
            when local_counts.is_remembered or published.plans_january is null then 'case_system'
            else 'dfe_published'
        end as basis,
        local_counts.plans_january as local_january,
        local_counts.plans_new as local_new,
        local_counts.plans_ceased as local_ceased,
        published.plans_ceased as published_ceased
    from years
    left join local_counts
        on
            years.la_code = local_counts.la_code
            and years.calendar_year = local_counts.calendar_year
    left join published
        on
            years.la_code = published.la_code
            and years.calendar_year = published.calendar_year

),

chosen as (

    select
        *,
        case
            when basis = 'dfe_published' then published_plans_january
            when coalesce(is_remembered, true) then local_january
        end as plans_january,
        case when basis = 'case_system' then local_new else published_plans_new end as plans_new,
        case when basis = 'case_system' then local_ceased else published_ceased end as plans_ceased
    from counts

),

beside as (

    select
        chosen.*,
        coalesce(year_before.basis <> chosen.basis, false)
        and year_before.plans_january is not null
        and chosen.plans_january is not null as is_series_break,
        case when year_before.basis = chosen.basis then year_before.plans_january end
            as plans_january_before,
        year_before.published_plans_january as published_plans_january_before
    from chosen
    left join chosen as year_before
        on
            chosen.la_code = year_before.la_code
            and chosen.calendar_year = year_before.calendar_year + 1

)

select
    cast(la_code as varchar) as la_code,
    cast(calendar_year as integer) as calendar_year,
    cast(basis as varchar) as basis,
    cast(is_series_break as boolean) as is_series_break,
    cast(basis = 'dfe_published' or coalesce(is_remembered, false) as boolean) as is_complete,
    cast(plans_january as bigint) as plans_january,
    cast(plans_new as bigint) as plans_new,
    cast(plans_ceased as bigint) as plans_ceased,
    cast(plans_january_before as bigint) as plans_january_before,
    {{ rate_pct('plans_january - plans_january_before', 'plans_january_before') }} as growth_pct,
    cast(local_january as bigint) as local_plans_january,
    cast(published_plans_january as bigint) as published_plans_january,
    cast(published_plans_new as bigint) as published_plans_new,
    {{ rate_pct(
        'published_plans_january - published_plans_january_before',
        'published_plans_january_before'
    ) }} as published_growth_pct,
    {{ reporting_date() }} as as_at
from beside
