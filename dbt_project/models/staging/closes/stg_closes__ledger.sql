select *
from {{ source('closes', 'ledger') }}
where {{ is_in_this_build() }} and not {{ is_left_out() }}
