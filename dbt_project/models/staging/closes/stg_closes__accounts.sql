select * from {{ source('closes', 'accounts') }}
