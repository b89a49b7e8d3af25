with history as (

    select * from {{ ref('hist_places__planned_places') }}

)

select
    la_code,
    scheme_id,
    scheme_name,
    urn,

    place_type,
    phase,
    primary_need,
    status,

    cast(places as decimal(18, 2)) as places,
    cast(confidence_pct as decimal(9, 1)) as confidence_pct,

    opens_on,

    _load_id,
    _line

from history
where {{ is_known() }}
