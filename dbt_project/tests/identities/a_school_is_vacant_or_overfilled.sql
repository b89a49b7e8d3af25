-- A school's places of one type are vacant or overfilled, never both, and add up with its children.
select
    la_code,
    year_began,
    provider_id,
    place_type,
    sum(commissioned) as commissioned,
    sum(on_roll_own + on_roll_others) as on_roll,
    sum(vacant) as vacant,
    sum(overfilled) as overfilled
from {{ ref('int_place_use') }}
group by la_code, year_began, provider_id, place_type
having
    sum(commissioned) > 0
    and (
        least(sum(vacant), sum(overfilled)) <> 0
        or sum(commissioned) + sum(overfilled) <> sum(vacant) + sum(on_roll_own + on_roll_others)
    )
