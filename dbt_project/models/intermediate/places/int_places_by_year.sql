-- Places that are commissioned on the day on which a year's places are counted.
select
    years.la_code,
    years.year_began,
    places.provider_id,
    places.place_type,
    places.phase,
    places.primary_need,
    sum(places.places) as commissioned,
    sum(case when places.rate_gbp > 0 then places.places else 0 end) as funded
from {{ ref('int_place_years') }} as years
inner join {{ ref('int_commissioned_places') }} as places
    on
        years.la_code = places.la_code
        and years.counted_on >= places.start_date
        and years.counted_on <= coalesce(places.end_date, date '9999-12-31')
where places.places > 0
group by
    years.la_code, years.year_began, places.provider_id, places.place_type, places.phase,
    places.primary_need
