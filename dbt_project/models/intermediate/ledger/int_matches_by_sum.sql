{{ config(materialized='table') }}

{%- set line = 'partition by la_code, journal_id, line_number' -%}
{%- set columns = (
    'la_code, provider_id, spend_category, financial_year, financial_period, journal_id, '
    ~ 'line_number, posting_date, amount_gbp'
) %}

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

dues_of_stays as (

    select
        *,
        {{ period_end('financial_year', 'financial_period') }} as month_end
    from dues

),

-- Between everybody, and those who are there all month but the dearest of them.
bounds as (

    select
        la_code,
        provider_id,
        spend_category,
        financial_year,
        financial_period,
        0.01 * count(*) as rounding_gbp,
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
    from dues_of_stays
    group by la_code, provider_id, spend_category, financial_year, financial_period
    having count(*) > 1

),

-- A list is of those who have come by its day; a child's last month is billed when it has left.
line_dues as (

    select
        lines.*,
        dues.placement_key,
        dues.due_gbp,
        dues.starts <= lines.posting_date and coalesce(dues.ends >= dues.month_end, true) as stays
    from lines
    inner join bounds
        on
            {{ same_provider('lines', 'bounds') }}
            and lines.financial_period = bounds.financial_period
            and lines.amount_gbp <= bounds.most_gbp + bounds.rounding_gbp
            and lines.amount_gbp >= bounds.least_gbp - bounds.rounding_gbp
    inner join dues_of_stays as dues
        on
            {{ same_provider('lines', 'dues') }}
            and lines.financial_period = dues.financial_period

),

summed as (

    select
        *,
        count(*) over ({{ line }}) as everybody,
        sum(due_gbp) over ({{ line }}) as everybody_gbp,
        sum(case when stays then 1 else 0 end) over ({{ line }}) as staying,
        sum(case when stays then due_gbp else 0 end) over ({{ line }}) as staying_gbp
    from line_dues

),

-- The list may lack one of them besides: somebody who is never billed, or is about to leave.
lists as (

    select distinct
        {{ columns }},
        'sum_of_period' as match_method,
        0 as sums_before,
        false as of_stays,
        null as left_out,
        everybody as placements,
        everybody_gbp as list_gbp
    from summed
    where everybody > 1
    union all
    select distinct
        {{ columns }},
        'sum_of_stays' as match_method,
        1 as sums_before,
        true as of_stays,
        null as left_out,
        staying as placements,
        staying_gbp as list_gbp
    from summed
    where staying > 1 and staying < everybody
    union all
    select
        {{ columns }},
        'sum_but_one' as match_method,
        2 as sums_before,
        false as of_stays,
        placement_key as left_out,
        everybody - 1 as placements,
        everybody_gbp - due_gbp as list_gbp
    from summed
    where everybody > 2
    union all
    select
        {{ columns }},
        'sum_but_one' as match_method,
        2 as sums_before,
        true as of_stays,
        placement_key as left_out,
        staying - 1 as placements,
        staying_gbp - due_gbp as list_gbp
    from summed
    where stays and staying > 2 and staying < everybody

),

-- A penny for each child: once a child's leaving is known, its other months move by one.
ranked as (

    select
        lists.*,
        lists.amount_gbp - lists.list_gbp as rounding_gbp,
        row_number() over (
            partition by
                lists.la_code, lists.provider_id, lists.spend_category, lists.financial_year,
                lists.financial_period
            order by
                lists.sums_before, abs(lists.amount_gbp - lists.list_gbp), lists.of_stays,
                lists.posting_date, lists.journal_id, lists.line_number, lists.left_out
        ) as nth
    from lists
    where abs(lists.amount_gbp - lists.list_gbp) <= 0.01 * lists.placements

),

by_sum as (

    select
        line_dues.la_code,
        line_dues.journal_id,
        line_dues.line_number,
        line_dues.placement_key,
        line_dues.due_gbp,
        ranked.match_method,
        ranked.rounding_gbp,
        row_number() over (
            partition by line_dues.la_code, line_dues.journal_id, line_dues.line_number
            order by line_dues.due_gbp desc, line_dues.placement_key
        ) as largest_first
    from ranked
    inner join line_dues
        on
            ranked.la_code = line_dues.la_code
            and ranked.journal_id = line_dues.journal_id
            and ranked.line_number = line_dues.line_number
    where
        ranked.nth = 1
        and (line_dues.stays or not ranked.of_stays)
        and (ranked.left_out is null or ranked.left_out <> line_dues.placement_key)

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    due_gbp + case
        when largest_first <= 100 * abs(rounding_gbp) then 0.01 * sign(rounding_gbp) else 0
    end as matched_gbp,
    match_method
from by_sum
