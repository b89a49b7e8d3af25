select *
from {{ source('closes', 'ledger') }}
where {{ is_built() }} and not {{ is_left_out() }}
