select *
from {{ ref('stg_finance_ledger__transactions') }}
where not {{ is_after_as_at('posting_date') }}
