select
    cast(primary_need as varchar) as primary_need,
    cast(need_order as integer) as need_order,
    cast(need_label as varchar) as need_label
from {{ ref('sen_needs') }}
