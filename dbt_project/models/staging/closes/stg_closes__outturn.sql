select *
from {{ source('closes', 'outturn') }}
where {{ is_in_this_build() }} and not {{ is_left_out() }}
