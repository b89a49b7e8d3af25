{{ config(materialized='table') }}

-- Lines that are one constant multiple of what is due for the placements of their period, such as a
-- rise of 6 per cent that the case system does not have.
-- 1. pairs: line and due of one provider and period, and their factor in ten-thousandths.
-- 2. common_factors: the factor that most lines of the provider's year share, over several months.
--    The dues of one placement must differ between months: a constant amount can't show a factor.
-- 3. fits: the pairs at that factor, one due for each line and one line for each due. A provider
--    year whose lines come to its dues is left out.
with open_lines as (

    {{ lines_without(ref('int_lines_after_lists'), ref('int_matches_by_instalment')) }}

),

pairs as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.posting_date,
        lines.provider_id,
        lines.spend_category,
        dues.financial_year,
        dues.financial_period,
        dues.placement_key,
        dues.due_gbp,
        lines.amount_gbp,
        {{ divide_half_up(
            'cast(1000000 * lines.amount_gbp as bigint)', 'cast(100 * dues.due_gbp as bigint)'
        ) }} as factor
    from open_lines as lines
    inner join {{ ref('int_dues_after_lists') }} as dues
        on
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period
            and 100 * lines.amount_gbp >= {{ var('factor_from_pct') }} * dues.due_gbp
            and 100 * lines.amount_gbp <= {{ var('factor_to_pct') }} * dues.due_gbp
            and not dues.is_place_funding
            and dues.due_gbp > 0

),

common_factors as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        factor,
        row_number() over (
            partition by la_code, provider_id, spend_category, financial_year
            order by
                count(distinct concat(journal_id, '/', cast(line_number as varchar))) desc, factor
        ) as nth
    from pairs
    group by la_code, provider_id, spend_category, financial_year, factor
    having
        count(distinct concat(journal_id, '/', cast(line_number as varchar)))
        >= {{ var('factor_seen_on_lines') }}
        and count(distinct financial_period) > 1
        and count(distinct concat(placement_key, ' ', cast(due_gbp as varchar)))
        > count(distinct placement_key)

),

fits as (

    select
        pairs.*,
        dense_rank() over (
            partition by
                pairs.la_code, pairs.provider_id, pairs.spend_category, pairs.financial_year,
                pairs.financial_period, pairs.placement_key
            order by pairs.posting_date, pairs.journal_id, pairs.line_number
        ) as nth_line,
        dense_rank() over (
            partition by pairs.la_code, pairs.journal_id, pairs.line_number
            order by pairs.placement_key
        ) as nth_due
    from pairs
    inner join common_factors
        on
            {{ same_provider('pairs', 'common_factors') }}
            and pairs.factor = common_factors.factor
            and common_factors.nth = 1
    left join {{ ref('int_provider_years_paid') }} as settled
        on {{ same_provider('pairs', 'settled') }}
    where settled.la_code is null

)

select
    la_code,
    journal_id,
    line_number,
    financial_year,
    financial_period,
    placement_key,
    amount_gbp as matched_gbp,
    'factor_of_amount' as match_method
from fits
where nth_line = nth_due
