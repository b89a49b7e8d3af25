{{ config(materialized='table') }}

with used as (

    select
        la_code,
        year_began,
        place_type,
        phase,
        primary_need,
        sum(capacity) as capacity,
        sum(commissioned) as commissioned,
        sum(funded) as funded,
        sum(on_roll_own) as on_roll_own,
        sum(on_roll_others) as on_roll_others,
        sum(own_elsewhere) as own_elsewhere,
        sum(vacant) as vacant,
        sum(overfilled) as overfilled
    from {{ ref('int_place_use') }}
    group by la_code, year_began, place_type, phase, primary_need

),

ahead as (

    select
        la_code,
        year_began,
        place_type,
        phase,
        primary_need,
        sum(planned) as planned,
        sum(planned_committed) as planned_committed,
        sum(planned_expected) as planned_expected,
        sum(planned_to_date) as planned_to_date,
        sum(forecast_need) as forecast_need
    from {{ ref('int_place_plans') }}
    group by la_code, year_began, place_type, phase, primary_need

)

select
    coalesce(used.la_code, ahead.la_code) as la_code,
    coalesce(used.year_began, ahead.year_began) as year_began,
    coalesce(used.place_type, ahead.place_type) as place_type,
    coalesce(used.phase, ahead.phase) as phase,
    coalesce(used.primary_need, ahead.primary_need) as primary_need,
    used.capacity,
    coalesce(used.commissioned, 0) as commissioned,
    coalesce(used.funded, 0) as funded,
    coalesce(used.on_roll_own, 0) as on_roll_own,
    coalesce(used.on_roll_others, 0) as on_roll_others,
    coalesce(used.own_elsewhere, 0) as own_elsewhere,
    coalesce(used.vacant, 0) as vacant,
    coalesce(used.overfilled, 0) as overfilled,
    coalesce(ahead.planned, 0) as planned,
    coalesce(ahead.planned_committed, 0) as planned_committed,
    coalesce(ahead.planned_expected, 0) as planned_expected,
    coalesce(ahead.planned_to_date, 0) as planned_to_date,
    ahead.forecast_need
from used
full outer join ahead
    on
        used.la_code = ahead.la_code
        and used.year_began = ahead.year_began
        and used.place_type = ahead.place_type
        and used.phase = ahead.phase
        and used.primary_need = ahead.primary_need
