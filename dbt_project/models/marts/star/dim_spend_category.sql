select
    cast(spend_category as varchar) as spend_category,
    cast(category_order as integer) as category_order,
    cast(category_label as varchar) as category_label,
    cast(management_plan_category as varchar) as management_plan_category
from {{ ref('spend_categories') }}
