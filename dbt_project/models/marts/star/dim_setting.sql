select
    cast(setting_type as varchar) as setting_type,
    cast(type_order as integer) as setting_order,
    cast(setting_label as varchar) as setting_label
from {{ ref('setting_types') }}
