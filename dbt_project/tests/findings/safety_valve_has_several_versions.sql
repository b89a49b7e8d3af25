-- A returned row is an authority with several forecasts of its Safety Valve agreement, none of them
-- called "latest", and the one that is taken by its name. To do: if it is the wrong one, ask the
-- authority to call the right one "latest".
select
    la_code,
    version as version_taken,
    versions
from {{ ref('int_safety_valve_in_force') }}
where version_kind = 'in_force' and version not in ('latest', 'original') and versions > 2
