select
    group_key,
    group_name,
    la_code
from {{ source('settings', 'authority_groups') }}
