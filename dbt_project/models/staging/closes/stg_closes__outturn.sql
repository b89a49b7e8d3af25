select *
from {{ source('closes', 'outturn') }}
where not {{ is_left_out() }}
