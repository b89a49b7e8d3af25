select *
from {{ source('closes', 'outturn') }}
where {{ is_built() }} and not {{ is_left_out() }}
