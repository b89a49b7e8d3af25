-- Planned places of the academic year in which they open, and all that are to open up to it; and the
-- children who will need a place by the latest forecast that was made by the reporting date.
with schemes as (

    select
        schemes.la_code,
        {{ academic_year_began('schemes.opens_on') }} as opening_year,
        schemes.place_type,
        {{ place_phase('schemes.phase') }} as phase,
        {{ place_need('schemes.primary_need') }} as primary_need,
        schemes.places,
        case when statuses.is_committed then schemes.places else 0 end as committed,
        -- A scheme without a confidence counts in full, as in planned.
        cast(schemes.places * coalesce(schemes.confidence_pct, 100) * 0.01 as decimal(18, 4))
            as expected
    from {{ ref('stg_places__planned_places') }} as schemes
    inner join {{ ref('scheme_statuses') }} as statuses on schemes.status = statuses.status
    where statuses.is_planned and schemes.opens_on is not null

),

planned as (

    select
        years.la_code,
        years.year_began,
        schemes.place_type,
        schemes.phase,
        schemes.primary_need,
        sum(case when schemes.opening_year = years.year_began then schemes.places else 0 end)
            as planned,
        sum(case when schemes.opening_year = years.year_began then schemes.committed else 0 end)
            as planned_committed,
        sum(case when schemes.opening_year = years.year_began then schemes.expected else 0 end)
            as planned_expected,
        sum(schemes.places) as planned_to_date
    from {{ ref('int_place_years') }} as years
    inner join schemes
        on years.la_code = schemes.la_code and years.year_began >= schemes.opening_year
    group by
        years.la_code, years.year_began, schemes.place_type, schemes.phase, schemes.primary_need

),

forecasts as (

    select
        la_code,
        cast(substr(academic_year, 1, 4) as integer) as year_began,
        place_type,
        {{ place_phase('phase') }} as phase,
        {{ place_need('primary_need') }} as primary_need,
        children,
        made_on,
        max(made_on) over (partition by la_code) as latest_made_on
    from {{ ref('stg_places__place_forecasts') }}
    where not {{ is_after_as_at('made_on') }}

)

select
    la_code,
    year_began,
    place_type,
    phase,
    primary_need,
    planned,
    planned_committed,
    planned_expected,
    planned_to_date,
    cast(null as decimal(18, 2)) as forecast_need
from planned
union all
select
    la_code,
    year_began,
    place_type,
    phase,
    primary_need,
    cast(0 as decimal(18, 2)) as planned,
    cast(0 as decimal(18, 2)) as planned_committed,
    cast(0 as decimal(18, 4)) as planned_expected,
    cast(0 as decimal(18, 2)) as planned_to_date,
    sum(children) as forecast_need
from forecasts
where made_on = latest_made_on
group by la_code, year_began, place_type, phase, primary_need
