-- Unmatched income from other payers: their share of placements that were paid in full.
-- 1. paid_in_full: the share that other payers owe for each such placement and month.
-- 2. share_totals: what one income can be: the share of one placement, of all placements of a
--    provider's month, of the authority's month, or of its quarter.
-- 3. amounts: these totals, a penny more or less for each placement, up to five pence.
with unmatched as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_line')) }}

),

income as (

    select * from unmatched
    where is_high_needs and amount_gbp < 0

),

paid_in_full as (

    select
        differences.la_code,
        differences.unit_key,
        differences.financial_year,
        differences.financial_period,
        differences.paid_for_others_gbp as share_gbp,
        providers.provider_urn,
        (differences.financial_period + 2) - mod(differences.financial_period + 2, 3)
            as quarter_end
    from {{ ref('int_differences_joint') }} as differences
    left join {{ ref('int_unit_providers') }} as providers
        on
            differences.la_code = providers.la_code
            and differences.unit_key = providers.unit_key
    where differences.paid_for_others_gbp > 0

),

share_totals as (

    select
        la_code,
        financial_year,
        financial_period,
        1 as placements,
        share_gbp
    from paid_in_full
    union
    select
        la_code,
        financial_year,
        financial_period,
        count(*) as placements,
        sum(share_gbp) as share_gbp
    from paid_in_full
    group by la_code, provider_urn, financial_year, financial_period
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

),

pence as (

    select cast(generated_number as integer) - 6 as pence
    from ({{ dbt.generate_series(11) }}) as numbers

),

-- One row for each exact amount: a join on a range would compare every income with every total.
amounts as (

    select
        share_totals.la_code,
        share_totals.financial_year,
        share_totals.share_gbp + pence.pence * {{ var('rounding_per_month_gbp') }} as compared_gbp,
        min(share_totals.financial_period) as financial_period
    from share_totals
    cross join pence
    where abs(pence.pence) <= share_totals.placements
    group by
        share_totals.la_code, share_totals.financial_year,
        share_totals.share_gbp + pence.pence * {{ var('rounding_per_month_gbp') }}

)

select
    income.la_code,
    income.journal_id,
    income.line_number
from income
inner join amounts
    on
        income.la_code = amounts.la_code
        and income.financial_year = amounts.financial_year
        and -income.amount_gbp = amounts.compared_gbp
        and income.financial_period >= amounts.financial_period
