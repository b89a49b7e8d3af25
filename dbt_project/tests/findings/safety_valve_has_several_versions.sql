-- A returned row is an authority that has several forecasts beside the original agreement, none of
-- them called "latest", and the one that is taken by its name. To do: if it is the wrong one, ask
-- the authority to call the right one "latest".
select
    la_code,
    version as version_taken,
    later_versions
from {{ ref('int_safety_valve_in_force') }}
where version_kind = 'in_force' and version <> 'latest' and later_versions > 1
