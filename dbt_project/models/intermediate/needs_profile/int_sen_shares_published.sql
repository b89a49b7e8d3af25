-- DfE's shares of pupils with SEN for an authority, beside England, its region, and the mean of its
-- statistical neighbours that have a share.
with published as (

    select * from {{ ref('stg_dfe_census__lait_sen') }}
    where calendar_year <= extract(year from {{ reporting_date() }})

),

neighbours as (

    select
        neighbours.la_code,
        published.phase,
        published.share,
        published.calendar_year,
        {{ mean_tenths('sum(published.share_pct)', 'count(published.share_pct)') }} as share_pct,
        count(published.share_pct) as neighbours
    from {{ ref('statistical_neighbours') }} as neighbours
    inner join published on neighbours.neighbour_la_code = published.area_number
    group by neighbours.la_code, published.phase, published.share, published.calendar_year

),

beside as (

    select
        authorities.area_number as la_code,
        authorities.phase,
        authorities.share,
        authorities.calendar_year,
        authorities.share_pct,
        england.share_pct as england_pct,
        regions.share_pct as region_pct,
        neighbours.share_pct as neighbours_pct
    from published as authorities
    left join published as england
        on
            england.area_name = 'England'
            and authorities.phase = england.phase
            and authorities.share = england.share
            and authorities.calendar_year = england.calendar_year
    left join {{ ref('lait_regions') }} as renamed
        on authorities.region = renamed.region
    -- The tool writes Yorkshire and The Humber, and Yorkshire and the Humber where it is an area.
    left join published as regions
        on
            lower(coalesce(renamed.region_with_shares, authorities.region))
            = lower(regions.area_name)
            and authorities.phase = regions.phase
            and authorities.share = regions.share
            and authorities.calendar_year = regions.calendar_year
    left join neighbours
        on
            authorities.area_number = neighbours.la_code
            and authorities.phase = neighbours.phase
            and authorities.share = neighbours.share
            and authorities.calendar_year = neighbours.calendar_year
    where authorities.region <> 'NA' and authorities.region is not null

)

select
    la_code,
    -- The January census is in the academic year that began the year before.
    {{ academic_year_name('calendar_year - 1') }} as academic_year,
    phase,
    max(case when share = 'sen_support' then share_pct end) as sen_support_pct,
    max(case when share = 'sen_support' then england_pct end) as england_sen_support_pct,
    max(case when share = 'sen_support' then region_pct end) as region_sen_support_pct,
    max(case when share = 'sen_support' then neighbours_pct end) as neighbours_sen_support_pct,
    max(case when share = 'ehc_plans' then share_pct end) as ehc_plans_pct,
    max(case when share = 'ehc_plans' then england_pct end) as england_ehc_plans_pct,
    max(case when share = 'ehc_plans' then region_pct end) as region_ehc_plans_pct,
    max(case when share = 'ehc_plans' then neighbours_pct end) as neighbours_ehc_plans_pct
from beside
group by la_code, calendar_year, phase
