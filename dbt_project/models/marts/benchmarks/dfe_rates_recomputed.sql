with compared as (

    select * from {{ ref('int_dfe_rates_compared') }}

),

rates_with_cause as (

    select
        *,
        value = recomputed_pct as agrees,
        value - recomputed_pct as difference,
        -- The first that applies: nothing to compare, equal rates, a cause of the difference.
        case
            when denominator = 0 then 'denominator_is_zero'
            when value is null and recomputed_pct is null then 'rate_and_counts_marked'
            when value is null then 'rate_marked'
            when recomputed_pct is null then 'counts_marked'
            when value = recomputed_pct then 'agrees'
            -- Another vintage has counts that give this rate (int_dfe_rates_compared).
            when counts_of_vintage is not null then 'counts_revised'
            -- A larger denominator gives the rate, and DfE is known to count more than it prints.
            when
                also_counts is not null
                and implied_denominator_to > denominator
                and implied_denominator_from <= implied_denominator_to
                then 'denominator_differs'
            -- The published rate is the next tenth above or below the exact rate.
            when abs(1000 * numerator - cast(10 * value as bigint) * denominator) < denominator
                then 'rounding'
            else 'counts_differ'
        end as cause
    from compared

)

select
    cast(la_code as varchar) as la_code,
    cast(area_code as varchar) as area_code,
    cast(area_name as varchar) as area_name,
    cast(area_level as varchar) as area_level,
    cast(measure as varchar) as measure,
    cast(calendar_year as varchar) as period,
    cast(vintage as varchar) as vintage,
    cast(is_superseded as boolean) as is_superseded,
    cast(value as decimal(18, 4)) as published_pct,
    cast(symbol as varchar) as symbol,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    recomputed_pct,
    cast(agrees as boolean) as agrees,
    cast(difference as decimal(18, 4)) as difference,
    cast(cause as varchar) as cause,
    cast(case cause
        when 'denominator_is_zero' then 'no case to divide by'
        when 'rate_and_counts_marked' then 'DfE printed a mark for the rate and for a count'
        when 'rate_marked' then 'DfE printed a mark for the rate'
        when 'counts_marked' then 'DfE printed a mark for a count'
        when 'counts_revised' then 'the rate is that of the counts in release ' || counts_of_vintage
        when 'denominator_differs' then 'DfE also counts ' || also_counts
        when 'rounding' then 'not rounded half-up'
        when 'counts_differ' then 'the rate was made of other counts than are printed beside it'
    end as varchar) as explanation,
    cast(case when cause = 'denominator_differs' then implied_denominator_from end as bigint)
        as implied_denominator_from,
    cast(case when cause = 'denominator_differs' then implied_denominator_to end as bigint)
        as implied_denominator_to,
    {{ reporting_date() }} as as_at
from rates_with_cause
