with history as (

    select * from {{ ref('hist_places__commissioned_places') }}

)

select
    la_code,
    place_id,
    urn,
    ukprn,

    place_type,
    phase,
    primary_need,

    cast(places as decimal(18, 2)) as places,
    cast(rate_gbp as decimal(18, 2)) as rate_gbp,

    start_date,
    end_date,

    _load_id,
    _line

from history
where {{ is_known() }}
