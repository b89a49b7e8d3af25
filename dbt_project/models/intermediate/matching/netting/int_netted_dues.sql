{{ config(materialized='table') }}

-- The part of each open due that is netted with its provider's unmatched lines: the whole open due.
-- Where the lines pay only a small part of all open dues (is_mostly_unpaid), they pay for one
-- placement after the other until they are used up.
with opened as (

    select
        netted.group_key,
        netted.is_mostly_unpaid,
        netted.paid_gbp,
        dues.*,
        opened.open_gbp,
        opened.financial_period <= opened.latest_month as is_over,
        coalesce(sum(
            case when opened.financial_period <= opened.latest_month then opened.open_gbp else 0 end
        ) over (
            partition by netted.la_code, netted.group_key, netted.financial_year
            order by opened.placement_key, opened.financial_period
            rows between unbounded preceding and 1 preceding
        ), 0) as open_before_gbp
    from {{ ref('int_open_dues') }} as opened
    inner join {{ ref('int_commitments_due') }} as dues
        on
            opened.la_code = dues.la_code
            and opened.placement_key = dues.placement_key
            and opened.financial_year = dues.financial_year
            and opened.financial_period = dues.financial_period
    inner join {{ ref('int_netted_groups') }} as netted
        on
            {{ same_provider('dues', 'netted') }}
            and (
                not opened.is_awaited
                or opened.financial_period <= netted.last_paid_period
                or netted.is_paid_ahead
            )

),

netted as (

    select
        *,
        cast(
            case
                when not is_mostly_unpaid then open_gbp
                when is_over then greatest(0, least(open_gbp, paid_gbp - open_before_gbp))
                else 0
            end as decimal(18, 2)
        ) as netted_gbp
    from opened

)

select
    la_code,
    group_key,
    placement_key,
    is_place_funding,
    financial_year,
    financial_period,
    spend_category,
    netted_gbp,
    due_gbp,
    netted_gbp = due_gbp as is_whole,
    full_gbp,
    twelfth_gbp,
    year_gbp,
    full_year_gbp,
    days
from netted
where netted_gbp > 0
