select * from {{ source('closes', 'remarks') }}
