select
    cast(phase as varchar) as phase,
    cast(phase_order as integer) as phase_order,
    cast(phase_label as varchar) as phase_label,
    cast(phase = 'total' as boolean) as is_total
from {{ ref('phases') }}
