select
    cast(setting_type as varchar) as setting_type,
    cast(type_order as integer) as setting_order,
    cast(setting_label as varchar) as setting_label,
    cast(setting_type = 'total' as boolean) as is_total
from {{ ref('setting_types') }}
