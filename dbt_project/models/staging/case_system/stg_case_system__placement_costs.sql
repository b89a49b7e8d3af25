with history as (

    select * from {{ ref('hist_case_system__placement_costs') }}

)

select
    la_code,
    cost_key,
    placement_key,

    spend_category,
    price_basis,

    weeks,
    education_pct,
    social_care_pct,
    health_pct,
    cast(annual_amount as decimal(18, 2)) as annual_amount_gbp,

    start_date,
    end_date,

    _load_id,
    _line

from history
where {{ is_known() }}
