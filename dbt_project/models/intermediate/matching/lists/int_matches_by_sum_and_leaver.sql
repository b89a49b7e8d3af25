{{ config(materialized='table') }}

-- Lists with one child too many: the sum of all open dues of a provider's period, and what a child
-- who has left would have cost for the month.
-- 1. lists: the sum of the open dues of each provider and period.
-- 2. priced: the month's price of each child who left the provider in the months before.
-- 3. ranked: the line of the period that is such a list, and the leaver.
with lines as (

    select * from {{ ref('int_lines_after_sums') }}

),

dues as (

    select * from {{ ref('int_dues_after_sums') }}

),

lists as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        {{ period_end('financial_year', 'financial_period') }} as month_end,
        {{ period_end('financial_year', '12') }} as year_end,
        count(*) as placements,
        sum(due_gbp) as list_gbp
    from dues
    group by la_code, provider_id, spend_category, financial_year, financial_period

),

priced as (

    select
        lists.*,
        leavers.placement_key as leaver_key,
        {{ money_ratio(
            'leavers.year_gbp',
            'cast(extract(day from lists.month_end) as integer)',
            days_between(
                dbt.dateadd('day', 1, dbt.dateadd('year', -1, 'lists.year_end')), 'lists.year_end'
            )
        ) }} as leaver_gbp
    from lists
    inner join {{ ref('int_leavers') }} as leavers
        on
            lists.la_code = leavers.la_code
            and lists.provider_id = leavers.provider_id
            and lists.spend_category = leavers.spend_category
            and leavers.left_on < {{ dbt.date_trunc('month', 'lists.month_end') }}
            and leavers.left_on
            >= {{ dbt.dateadd('month', -var('billed_after_leaving_months'), 'lists.month_end') }}

),

ranked as (

    select
        priced.*,
        lines.journal_id,
        lines.line_number,
        lines.amount_gbp,
        row_number() over (
            partition by
                priced.la_code, priced.provider_id, priced.spend_category,
                priced.financial_year, priced.financial_period
            order by
                abs(lines.amount_gbp - priced.list_gbp - priced.leaver_gbp),
                lines.posting_date, lines.journal_id, lines.line_number, priced.leaver_key
        ) as nth
    from priced
    inner join lines
        on
            {{ same_provider('priced', 'lines') }}
            and priced.financial_period = lines.financial_period
            and abs(lines.amount_gbp - priced.list_gbp - priced.leaver_gbp)
            <= {{ var('rounding_per_month_gbp') }} * (priced.placements + 1)

),

matched as (

    select
        ranked.la_code,
        ranked.journal_id,
        ranked.line_number,
        ranked.financial_year,
        ranked.financial_period,
        dues.placement_key,
        dues.due_gbp as matched_gbp
    from ranked
    inner join dues
        on
            {{ same_provider('ranked', 'dues') }}
            and ranked.financial_period = dues.financial_period
            and ranked.nth = 1
    union all
    select
        la_code,
        journal_id,
        line_number,
        financial_year,
        financial_period,
        leaver_key as placement_key,
        cast(amount_gbp - list_gbp as decimal(18, 2)) as matched_gbp
    from ranked
    where nth = 1

)

select
    *,
    'sum_and_leaver' as match_method
from matched
