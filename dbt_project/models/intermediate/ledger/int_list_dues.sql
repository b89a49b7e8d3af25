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

)

-- A list is of those who have come by its day; a child's last month is billed when it has left.
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
