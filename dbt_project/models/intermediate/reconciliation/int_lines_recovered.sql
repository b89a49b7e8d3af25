-- Unmatched income that is what other payers owe for several placements that were paid in full, or
-- for one of them in an earlier month: of a provider's month, or of all of a month or quarter.
with unmatched as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_line')) }}

),

income as (

    select * from unmatched
    where is_high_needs and amount_gbp < 0

),

paid_in_full as (

    select
        la_code,
        unit_key,
        financial_year,
        financial_period,
        paid_for_others_gbp as share_gbp,
        (financial_period + 2) - mod(financial_period + 2, 3) as quarter_end
    from {{ ref('int_differences_joint') }}
    where paid_for_others_gbp > 0

),

totals as (

    select
        la_code,
        financial_year,
        financial_period,
        1 as placements,
        share_gbp
    from paid_in_full
    union
    select
        shares.la_code,
        shares.financial_year,
        shares.financial_period,
        count(*) as placements,
        sum(shares.share_gbp) as share_gbp
    from paid_in_full as shares
    inner join {{ ref('int_unit_providers') }} as providers
        on shares.la_code = providers.la_code and shares.unit_key = providers.unit_key
    group by
        shares.la_code, providers.provider_urn, shares.financial_year, shares.financial_period
    union
    select
        la_code,
        financial_year,
        financial_period,
        count(*) as placements,
        sum(share_gbp) as share_gbp
    from paid_in_full
    group by la_code, financial_year, financial_period
    union
    select
        la_code,
        financial_year,
        quarter_end as financial_period,
        count(*) as placements,
        sum(share_gbp) as share_gbp
    from paid_in_full
    group by la_code, financial_year, quarter_end

)

select distinct
    income.la_code,
    income.journal_id,
    income.line_number
from income
inner join totals
    on
        income.la_code = totals.la_code
        and income.financial_year = totals.financial_year
        and income.financial_period >= totals.financial_period
        and abs(income.amount_gbp + totals.share_gbp)
        <= {{ var('rounding_per_month_gbp') }} * totals.placements
