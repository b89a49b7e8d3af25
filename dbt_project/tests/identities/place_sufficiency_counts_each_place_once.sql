-- place_sufficiency has every commissioned and planned place, capacity and child once.
with mart as (

    select
        la_code,
        sum(case when is_current then coalesce(commissioned, 0) else 0 end) as commissioned,
        sum(case when is_current then coalesce(capacity, 0) else 0 end) as capacity,
        sum(case when is_current then coalesce(on_roll_own, 0) + own_elsewhere else 0 end)
            as own_children,
        sum(planned) as planned
    from {{ ref('place_sufficiency') }}
    group by la_code

),

commissioned as (

    select
        la_code,
        sum(places) as commissioned
    from {{ ref('stg_places__commissioned_places') }}
    where
        start_date <= {{ reporting_date() }}
        and coalesce(end_date, date '9999-12-31') >= {{ reporting_date() }}
    group by la_code

),

planned as (

    select
        la_code,
        sum(places) as planned
    from {{ ref('stg_places__planned_places') }}
    where status <> 'open' and opens_on is not null
    group by la_code

),

capacity as (

    select
        la_code,
        sum(capacity) as capacity
    from {{ ref('int_place_capacity') }}
    group by la_code

),

children as (

    select
        years.la_code,
        sum(children.children) as own_children
    from {{ ref('int_place_children_own') }} as children
    inner join {{ ref('int_place_years') }} as years
        on children.la_code = years.la_code and children.year_began = years.year_began
    where years.is_current
    group by years.la_code

)

select mart.*
from mart
left join commissioned on mart.la_code = commissioned.la_code
left join planned on mart.la_code = planned.la_code
left join capacity on mart.la_code = capacity.la_code
left join children on mart.la_code = children.la_code
where
    mart.commissioned <> coalesce(commissioned.commissioned, 0)
    or mart.planned <> coalesce(planned.planned, 0)
    or mart.capacity <> coalesce(capacity.capacity, 0)
    or mart.own_children <> coalesce(children.own_children, 0)
