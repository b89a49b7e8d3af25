{{ config(materialized='table') }}

{%- set line = 'partition by la_code, journal_id, line_number' -%}
{%- set columns = (
    'la_code, provider_id, spend_category, financial_year, financial_period, journal_id, '
    ~ 'line_number, posting_date, amount_gbp'
) -%}
{#- method, whom the sum is of -#}
{%- set sums = [('sum_of_period', 'everybody'), ('sum_of_stays', 'staying')] %}

with line_dues as (

    select * from {{ ref('int_list_dues') }}

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

    {% for match_method, who in sums -%}
        {%- set of_stays = who == 'staying' -%}
        select distinct
            {{ columns }},
            '{{ match_method }}' as match_method,
            {{ loop.index }} as sums_before,
            {{ of_stays }} as of_stays,
            null as left_out,
            {{ who }} as placements,
            {{ who }}_gbp as list_gbp
        from summed
        where {{ who }} > 1
        union all
        select
            {{ columns }},
            'sum_but_one' as match_method,
            3 as sums_before,
            {{ of_stays }} as of_stays,
            placement_key as left_out,
            {{ who }} - 1 as placements,
            {{ who }}_gbp - due_gbp as list_gbp
        from summed
        where {{ who }} > 2 {%- if of_stays %} and stays {%- endif %}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
