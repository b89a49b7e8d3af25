{{ config(materialized='table') }}

with lines_without_reference as (

    {{ lines_without(ref('int_lines_to_match'), ref('int_matches_by_reference')) }}

),

lines as (

    {{ lines_without('lines_without_reference', ref('int_matches_by_amount')) }}

),

dues_without_reference as (

    {{ dues_without(
        ref('int_commitments_due'), ref('int_matches_by_reference'), ['financial_year']
    ) }}

),

dues as (

    {{ dues_without(
        'dues_without_reference', ref('int_matches_by_amount'),
        ['financial_year', 'financial_period']
    ) }}

),

sums as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        sum(due_gbp) as due_gbp
    from dues
    group by la_code, provider_id, spend_category, financial_year, financial_period
    having count(*) > 1

),

lines_of_sums as (

    select
        sums.*,
        lines.journal_id,
        lines.line_number,
        row_number() over (
            partition by
                sums.la_code, sums.provider_id, sums.spend_category, sums.financial_year,
                sums.financial_period
            order by lines.posting_date, lines.journal_id, lines.line_number
        ) as nth
    from lines
    inner join sums
        on
            {{ same_provider('lines', 'sums') }}
            and lines.financial_period = sums.financial_period
            and lines.amount_gbp = sums.due_gbp

),

by_sum as (

    select
        lines_of_sums.la_code,
        lines_of_sums.journal_id,
        lines_of_sums.line_number,
        dues.placement_key,
        dues.due_gbp as matched_gbp,
        'sum_of_period' as match_method
    from lines_of_sums
    inner join dues
        on
            {{ same_provider('lines_of_sums', 'dues') }}
            and lines_of_sums.financial_period = dues.financial_period
    where lines_of_sums.nth = 1

)

select * from by_sum
