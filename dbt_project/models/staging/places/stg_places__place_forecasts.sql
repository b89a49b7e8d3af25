with history as (

    select * from {{ ref('hist_places__place_forecasts') }}

)

select
    la_code,
    forecast_id,
    method,

    academic_year,
    place_type,
    phase,
    primary_need,

    cast(children as decimal(18, 2)) as children,

    made_on,

    _load_id,
    _line

from history
where {{ is_known() }}
