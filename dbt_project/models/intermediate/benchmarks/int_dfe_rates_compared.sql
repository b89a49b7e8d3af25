with published as (

    select * from {{ ref('int_benchmarks_published') }}
    where unit = 'percent'

),

rates as (

    select
        *,
        {{ rate_pct('numerator', 'denominator') }} as recomputed_pct
    from published

),

-- The counts of another release or version that give the rate: DfE revised the counts and not the
-- rate.
elsewhere as (

    select
        rates.area_code,
        rates.measure,
        rates.calendar_year,
        rates.vintage,
        min(others.vintage) as counts_of_vintage
    from rates
    inner join rates as others
        on
            rates.area_code = others.area_code
            and rates.measure = others.measure
            and rates.calendar_year = others.calendar_year
            and rates.value = others.recomputed_pct
    where rates.vintage <> others.vintage and rates.value <> rates.recomputed_pct
    group by rates.area_code, rates.measure, rates.calendar_year, rates.vintage

),

-- Every denominator under which the numerator gives the published rate p (in tenths), half-up:
-- 2000 n / (2p + 1) < denominator <= 2000 n / (2p - 1).
implied as (

    select
        area_code,
        measure,
        calendar_year,
        vintage,
        {{ whole_part('2000 * numerator', '2 * cast(10 * value as bigint) + 1') }} + 1
            as implied_denominator_from,
        {{ whole_part('2000 * numerator', '2 * cast(10 * value as bigint) - 1') }}
            as implied_denominator_to
    from rates
    where value <> recomputed_pct and value > 0

)

select
    rates.*,
    known.also_counts,
    elsewhere.counts_of_vintage,
    implied.implied_denominator_from,
    implied.implied_denominator_to
from rates
left join {{ ref('dfe_rate_denominators') }} as known
    on rates.measure = known.measure
left join elsewhere
    on
        rates.area_code = elsewhere.area_code
        and rates.measure = elsewhere.measure
        and rates.calendar_year = elsewhere.calendar_year
        and rates.vintage = elsewhere.vintage
left join implied
    on
        rates.area_code = implied.area_code
        and rates.measure = implied.measure
        and rates.calendar_year = implied.calendar_year
        and rates.vintage = implied.vintage
