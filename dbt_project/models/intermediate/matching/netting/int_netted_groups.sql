{{ config(materialized='table') }}

-- Netted groups: the unmatched lines and the open dues of a provider, in one spend category and
-- financial year. The lines are taken to pay for these dues, whichever children they are for.
-- 1. paid: the sum of the unmatched lines, and the last period that has one.
-- 2. open_dues: the open dues that these lines can pay for.
with unmatched as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_line')) }}

),

open_lines as (

    select * from unmatched
    where is_high_needs and provider_id is not null

),

paid as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        max(financial_period) as last_paid_period,
        count(distinct case when amount_gbp > 0 then financial_period end) as periods_paid,
        cast(sum(amount_gbp) as decimal(18, 2)) as paid_gbp
    from open_lines
    group by la_code, provider_id, spend_category, financial_year

),

open_dues as (

    select
        dues.la_code,
        dues.provider_id,
        dues.spend_category,
        dues.financial_year,
        max(dues.provider_urn) as provider_urn,
        cast(sum(
            case when opened.financial_period <= opened.latest_month then opened.open_gbp else 0 end
        ) as decimal(18, 2)) as due_to_date_gbp,
        count(distinct case when not opened.is_to_come then opened.financial_period end)
            as periods_due,
        count(distinct dues.placement_key) as placements,
        min(dues.placement_key) as only_placement_key
    from {{ ref('int_open_dues') }} as opened
    inner join {{ ref('int_commitments_due') }} as dues
        on
            opened.la_code = dues.la_code
            and opened.placement_key = dues.placement_key
            and opened.financial_year = dues.financial_year
            and opened.financial_period = dues.financial_period
    inner join paid
        on
            {{ same_provider('dues', 'paid') }}
            -- A due whose own invoice may still come is not paid by a line of an earlier period.
            and case when opened.is_awaited then opened.financial_period else 0 end
            <= paid.last_paid_period
    group by dues.la_code, dues.provider_id, dues.spend_category, dues.financial_year

)

select
    open_dues.*,
    paid.paid_gbp,
    paid.last_paid_period,
    concat(open_dues.provider_id, ' ', open_dues.spend_category) as group_key,
    -- The lines then pay for the first placements only, and the other dues stay with their
    -- placements as unpaid.
    100 * paid.paid_gbp < {{ var('group_paid_from_pct') }} * open_dues.due_to_date_gbp
        as is_mostly_unpaid,
    -- Instalments for several months can pay for months to come.
    paid.paid_gbp > open_dues.due_to_date_gbp
    and 2 * paid.periods_paid <= open_dues.periods_due as is_paid_ahead
from open_dues
inner join paid
    on
        {{ same_provider('open_dues', 'paid') }}
where
    paid.paid_gbp > 0
    -- Lines that are far above the open dues pay for something else.
    and 100 * open_dues.due_to_date_gbp >= {{ var('group_due_from_pct') }} * paid.paid_gbp
