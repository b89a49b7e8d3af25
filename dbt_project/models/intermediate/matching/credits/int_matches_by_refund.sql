{{ config(materialized='table') }}

-- Credit notes that equal, to a penny a month, what a provider was paid too much in the year to
-- date: for one placement, such as that of a child who left within a paid term, or for all its
-- placements together, such as the reversal of last year's accrual.
with overpaid as (

    select
        *,
        count(*) over provider as placements,
        sum(overpaid_gbp) over provider as provider_overpaid_gbp,
        row_number() over (
            partition by la_code, provider_id, spend_category, financial_year
            order by placement_key
        ) as nth
    from {{ ref('int_overpaid_placements') }}
    window provider as (partition by la_code, provider_id, spend_category, financial_year)

),

options as (

    select
        *,
        placement_key as only_placement_key,
        overpaid_gbp as refunded_gbp,
        1 as refunded_placements
    from overpaid
    union all
    select
        *,
        null as only_placement_key,
        provider_overpaid_gbp as refunded_gbp,
        placements as refunded_placements
    from overpaid
    where nth = 1 and placements > 1

),

fits as (

    select
        credits.la_code,
        credits.journal_id,
        credits.line_number,
        credits.amount_gbp,
        options.provider_id,
        options.spend_category,
        options.financial_year,
        options.only_placement_key,
        options.refunded_gbp,
        row_number() over (
            partition by credits.la_code, credits.journal_id, credits.line_number
            order by abs(credits.amount_gbp + options.refunded_gbp), options.only_placement_key
        ) as nth_option,
        row_number() over (
            partition by
                options.la_code, options.provider_id, options.spend_category,
                options.financial_year, options.only_placement_key
            order by
                abs(credits.amount_gbp + options.refunded_gbp), credits.posting_date,
                credits.journal_id, credits.line_number
        ) as nth_credit
    from {{ ref('int_credits_open') }} as credits
    inner join options
        on
            {{ same_provider('credits', 'options') }}
            and abs(credits.amount_gbp + options.refunded_gbp)
            <= {{ var('drift_within_gbp') }} * options.refunded_placements

)

select
    fits.la_code,
    fits.journal_id,
    fits.line_number,
    overpaid.placement_key,
    -- The pence of rounding go to the first placement.
    cast(
        case
            when overpaid.nth = 1 or fits.only_placement_key is not null
                then fits.amount_gbp + fits.refunded_gbp
            else 0
        end - overpaid.overpaid_gbp as decimal(18, 2)
    ) as matched_gbp,
    'refund_of_overpayment' as match_method
from fits
inner join overpaid
    on
        {{ same_provider('fits', 'overpaid') }}
        and coalesce(fits.only_placement_key, overpaid.placement_key) = overpaid.placement_key
where fits.nth_option = 1 and fits.nth_credit = 1
