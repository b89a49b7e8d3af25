select *
from {{ source('closes', 'ledger') }}
where not {{ is_left_out() }}
