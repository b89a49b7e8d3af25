{{ config(materialized='table') }}

-- The lines of a netted group are shared among its placements by what is due for each in the year,
-- where they do not pay much more than that. A line's parts sum to its amount.
with weights as (

    select
        la_code,
        group_key,
        financial_year,
        placement_key,
        cast(100 * sum(netted_gbp) as bigint) as pence,
        sum(cast(100 * sum(netted_gbp) as bigint)) over (
            partition by la_code, group_key, financial_year
        ) as group_pence,
        count(*) over (partition by la_code, group_key, financial_year) as placements
    from {{ ref('int_netted_dues') }}
    group by la_code, group_key, financial_year, placement_key

),

lines as (

    select
        *,
        sum(amount_gbp) over (partition by la_code, group_key, financial_year) as group_paid_gbp,
        count(*) over (partition by la_code, group_key, financial_year) as group_lines
    from {{ ref('int_netted_lines') }}

),

parts as (

    select
        lines.la_code,
        lines.journal_id,
        lines.line_number,
        lines.financial_year,
        weights.placement_key,
        case when weights.placements = 1 then 'only_placement' else 'provider_year' end
            as match_method,
        {{ largest_remainder(
            'cast(100 * lines.amount_gbp as bigint)',
            'weights.pence',
            'weights.group_pence',
            ['lines.la_code', 'lines.journal_id', 'lines.line_number'],
            'weights.placement_key'
        ) }} as part_pence
    from lines
    inner join weights
        on
            lines.la_code = weights.la_code
            and lines.group_key = weights.group_key
            and lines.financial_year = weights.financial_year
            and lines.group_lines * weights.placements <= {{ var('group_parts_up_to') }}
            and 10000 * lines.group_paid_gbp
            <= {{ var('group_paid_up_to_pct') }} * weights.group_pence

)

select
    la_code,
    journal_id,
    line_number,
    placement_key,
    cast(part_pence * 0.01 as decimal(18, 2)) as matched_gbp,
    match_method
from parts
where part_pence <> 0
