select
    cast(phase as varchar) as phase,
    cast(phase_order as integer) as phase_order,
    cast(phase_label as varchar) as phase_label
from {{ ref('phases') }}
