-- A price that was keyed twice is due once: the second one begins after the first one has ended.
with agreed as (

    select
        *,
        price_basis <> 'one_off' as can_overlap,
        coalesce(ends, cast('9999-12-30' as date)) as ends_or_never
    from {{ ref('int_placement_prices_agreed') }}

),

keyed_before as (

    select
        *,
        case when can_overlap then max(ends_or_never) over (
            partition by
                la_code, placement_key, spend_category, price_basis, weeks, annual_amount_gbp,
                education_pct, social_care_pct, health_pct
            order by starts, cost_key
            rows between unbounded preceding and 1 preceding
        ) end as counted_to
    from agreed

),

counted_once as (

    select
        la_code,
        cost_key,
        placement_key,
        plan_key,
        spend_category,
        price_basis,
        weeks,
        annual_amount_gbp,
        education_pct,
        social_care_pct,
        health_pct,
        coalesce(
            price_basis = 'weekly' and weeks < {{ var('weeks_of_full_year') }}, false
        ) as is_term_time_only,
        case
            when counted_to >= starts
                then cast({{ dbt.dateadd('day', 1, 'counted_to') }} as date)
            else starts
        end as starts,
        ends
    from keyed_before

),

with_prices_before as (

    select
        *,
        max(
            case
                when price_basis <> 'one_off' then coalesce(ends, cast('9999-12-30' as date))
            end
        ) over (
            partition by la_code, placement_key, spend_category
            order by starts, cost_key
            rows between unbounded preceding and 1 preceding
        ) as priced_to
    from counted_once
    where starts <= coalesce(ends, cast('9999-12-30' as date))

)

select
    *,
    case
        when priced_to >= starts then cast({{ dbt.dateadd('day', 1, 'priced_to') }} as date)
        else starts
    end as stay_from,
    case when price_basis = 'academic_year' then 'academic' else 'financial' end as price_year,
    case when is_term_time_only then 'school' else 'all' end as days_counted,
    case
        when price_basis = 'one_off' then 'in_period_of_start_date'
        when price_basis = 'academic_year' then 'by_day_of_academic_year_largest_remainder'
        when is_term_time_only then 'by_day_of_school_weeks_largest_remainder'
        else 'by_day_of_financial_year_largest_remainder'
    end as method
from with_prices_before
