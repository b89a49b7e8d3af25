select
    measure,
    rag,
    at_least_pct,
    below_pct
from {{ source('settings', 'rag_limits') }}
