{{ config(materialized='table') }}

-- Lines that can be a list (one invoice for several children), each with all dues of its provider
-- and period that no other method has matched.
-- 1. open_lines, open_dues: the lines and dues that references and amounts have not matched.
-- 2. list_bounds: the highest and the lowest amount that a list of a provider's dues can have.
-- 3. Lines within the bounds, with the dues; is_staying: the child was there on the posting date.
with open_lines as (

    {{ lines_without(ref('int_unreferenced_lines'), ref('int_matches_by_amount')) }}

),

dues_without_amount as (

    {{ dues_without(ref('int_unreferenced_dues'), ref('int_matches_by_amount')) }}

),

open_dues as (

    select
        *,
        {{ period_end('financial_year', 'financial_period') }} as month_end
    from dues_without_amount

),

-- At most all dues. At least those of the children who are there all month, without the highest
-- due, since a list may lack one child.
list_bounds as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        {{ var('rounding_per_month_gbp') }} * count(*) as rounding_gbp,
        sum(greatest(due_gbp, 0)) as most_gbp,
        sum(
            case
                when
                    starts <= {{ dbt.date_trunc('month', 'month_end') }}
                    and coalesce(ends >= month_end, true)
                    then due_gbp
                else 0
            end
        ) - max(due_gbp) as least_gbp
    from open_dues
    group by la_code, provider_id, spend_category, financial_year, financial_period
    having count(*) > 1

)

select
    lines.*,
    dues.placement_key,
    dues.due_gbp,
    -- A child's last month is invoiced after the child has left, so it is on no list.
    dues.starts <= lines.posting_date and coalesce(dues.ends >= dues.month_end, true) as is_staying
from open_lines as lines
inner join list_bounds
    on
        {{ same_provider('lines', 'list_bounds') }}
        and lines.financial_period = list_bounds.financial_period
        and lines.amount_gbp <= list_bounds.most_gbp + list_bounds.rounding_gbp
        and lines.amount_gbp >= list_bounds.least_gbp - list_bounds.rounding_gbp
inner join open_dues as dues
    on
        {{ same_provider('lines', 'dues') }}
        and lines.financial_period = dues.financial_period
