with dues as (

    select * from {{ ref('int_netted_dues') }}

),

netted as (

    select * from {{ ref('int_netted_groups') }}

)

select
    cast(dues.la_code as varchar) as la_code,
    cast(dues.financial_year as varchar) as financial_year,
    cast(dues.financial_period as integer) as financial_period,
    cast(dues.group_key as varchar) as group_key,
    cast(netted.provider_urn as varchar) as provider_urn,
    cast(dues.spend_category as varchar) as spend_category,
    cast(categories.category_label as varchar) as category_label,
    cast(case when not dues.is_place_funding then dues.placement_key end as varchar)
        as placement_key,
    cast(dues.netted_gbp as decimal(18, 2)) as due_gbp,
    {{ reporting_date() }} as as_at
from dues
inner join netted
    on
        dues.la_code = netted.la_code
        and dues.group_key = netted.group_key
        and dues.financial_year = netted.financial_year
left join {{ ref('spend_categories') }} as categories
    on dues.spend_category = categories.spend_category
