select * from {{ source('closes', 'ledger') }}
