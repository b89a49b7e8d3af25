with januaries as (

    select
        cells.la_code,
        cast(extract(year from cells.as_at) as integer) as calendar_year,
        cells.primary_need,
        sum(cells.plans) as plans
    from {{ ref('int_needs_profile_cells') }} as cells
    inner join {{ ref('int_census_days') }} as census_days on cells.as_at = census_days.census_day
    group by cells.la_code, extract(year from cells.as_at), cells.primary_need

),

years as (

    select
        januaries.la_code,
        januaries.calendar_year,
        sum(januaries.plans) as plans
    from januaries
    inner join {{ ref('int_plan_counts_local') }} as counts
        on
            januaries.la_code = counts.la_code
            and januaries.calendar_year = counts.calendar_year
    where coalesce(counts.is_remembered, true)
    group by januaries.la_code, januaries.calendar_year

),

-- Every need that an authority has in any January has a row for each, with none as 0.
spine as (

    select distinct
        januaries.la_code,
        januaries.primary_need,
        years.calendar_year,
        years.plans as authority_plans
    from januaries
    inner join years on januaries.la_code = years.la_code

),

counted as (

    select
        spine.*,
        coalesce(januaries.plans, 0) as plans_january
    from spine
    left join januaries
        on
            spine.la_code = januaries.la_code
            and spine.calendar_year = januaries.calendar_year
            and spine.primary_need = januaries.primary_need

),

grown as (

    select
        this_year.*,
        year_after.plans_january as plans_january_after,
        {{ rate_pct(
            'year_after.plans_january - this_year.plans_january', 'this_year.plans_january'
        ) }}
            as growth_pct
    from counted as this_year
    left join counted as year_after
        on
            this_year.la_code = year_after.la_code
            and this_year.primary_need = year_after.primary_need
            and this_year.calendar_year + 1 = year_after.calendar_year

),

means as (

    select
        grown.la_code,
        grown.primary_need,
        grown.calendar_year,
        count(earlier.growth_pct) as years_in_mean,
        sum(earlier.growth_pct) as growth_of_years_before
    from grown
    left join grown as earlier
        on
            grown.la_code = earlier.la_code
            and grown.primary_need = earlier.primary_need
            and earlier.calendar_year between grown.calendar_year - {{ var('growth_mean_years') }}
            and grown.calendar_year - 1
    group by grown.la_code, grown.primary_need, grown.calendar_year

)

select
    cast(grown.la_code as varchar) as la_code,
    cast(grown.calendar_year as integer) as calendar_year,
    cast(grown.primary_need as varchar) as primary_need,
    cast(needs.need_label as varchar) as need_label,
    cast(grown.plans_january as bigint) as plans_january,
    cast(grown.authority_plans as bigint) as authority_plans,
    {{ rate_pct('grown.plans_january', 'grown.authority_plans') }} as plans_pct,
    cast(grown.plans_january_after as bigint) as plans_january_after,
    grown.growth_pct,
    cast(means.years_in_mean as integer) as years_in_mean,
    cast(
        {{ mean_tenths('means.growth_of_years_before', 'means.years_in_mean') }} as decimal(9, 1)
    ) as mean_growth_before_pct,
    {{ reporting_date() }} as as_at
from grown
inner join means
    on
        grown.la_code = means.la_code
        and grown.primary_need = means.primary_need
        and grown.calendar_year = means.calendar_year
left join {{ ref('sen_needs') }} as needs on grown.primary_need = needs.primary_need
