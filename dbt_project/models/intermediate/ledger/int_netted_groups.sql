{{ config(materialized='table') }}

-- Providers with lines that nothing matches and dues that nothing pays, of one spend category and
-- financial year: the lines are for these dues, whichever children they name.
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
        sum(amount_gbp) as paid_gbp
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
        sum(
            case when opened.financial_period <= opened.latest_month then opened.open_gbp else 0 end
        ) as due_to_date_gbp,
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
            -- A line does not pay a later month whose own invoice may still come.
            and case when opened.is_awaited then opened.financial_period else 0 end
            <= paid.last_paid_period
    group by dues.la_code, dues.provider_id, dues.spend_category, dues.financial_year

)

select
    open_dues.*,
    paid.paid_gbp,
    paid.last_paid_period,
    concat(open_dues.provider_id, ' ', open_dues.spend_category) as group_key,
    -- Little money for many dues pays some of them; the rest is known to be unpaid by child.
    100 * paid.paid_gbp < {{ var('group_paid_from_pct') }} * open_dues.due_to_date_gbp
        as is_mostly_unpaid
from open_dues
inner join paid
    on
        {{ same_provider('open_dues', 'paid') }}
where
    paid.paid_gbp > 0
    -- Lines that are far above what is open are for something else.
    and 100 * open_dues.due_to_date_gbp >= {{ var('group_due_from_pct') }} * paid.paid_gbp
