select
    kind,
    la_code,
    value
from {{ source('settings', 'ledger_text') }}
