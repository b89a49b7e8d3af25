select
    cast(primary_need as varchar) as primary_need,
    cast(need_order as integer) as need_order,
    cast(need_label as varchar) as need_label,
    cast(primary_need = 'total' as boolean) as is_total
from {{ ref('sen_needs') }}
