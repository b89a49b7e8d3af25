select * from {{ source('closes', 'outturn') }}
