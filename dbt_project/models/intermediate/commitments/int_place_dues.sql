-- Place funding of each month: a twelfth of the year's amount, which the council pays in equal
-- instalments. The pence are spread so that twelve months sum to the year.
with place_types as (

    select * from {{ ref('place_types') }}

),

months as (

    select
        {{ financial_year_of('month_start') }} as financial_year,
        {{ financial_period_of('month_start') }} as financial_period,
        month_start,
        period_end as month_end,
        cast(
            {{ dbt.dateadd('day', var('place_counts_on_day') - 1, 'month_start') }} as date
        ) as counted_on
    from {{ ref('int_calendar_periods') }}
    where period_type = 'month' and month_start <= {{ financial_year_end(reporting_date()) }}

),

commissioned as (

    select
        places.la_code,
        places.provider_id,
        places.provider_urn,
        place_types.spend_category,
        places.start_date,
        places.end_date,
        cast(places.places * places.rate_gbp as decimal(18, 2)) as year_gbp
    from {{ ref('int_commissioned_places') }} as places
    inner join place_types on places.place_type = place_types.place_type

),

by_month as (

    select
        commissioned.la_code,
        commissioned.provider_id,
        max(commissioned.provider_urn) as provider_urn,
        commissioned.spend_category,
        months.financial_year,
        months.financial_period,
        {{ days_between('min(months.month_start)', 'min(months.month_end)') }} as days,
        min(commissioned.start_date) as starts,
        case when count(commissioned.end_date) = count(*) then max(commissioned.end_date) end
            as ends,
        cast(sum(commissioned.year_gbp) as decimal(18, 2)) as year_gbp
    from commissioned
    inner join months
        on
            commissioned.start_date <= months.counted_on
            and coalesce(commissioned.end_date, months.counted_on) >= months.counted_on
    where commissioned.provider_id is not null
    group by
        commissioned.la_code, commissioned.provider_id, commissioned.spend_category,
        months.financial_year, months.financial_period

)

select
    *,
    {{ place_funding_key('provider_id', 'spend_category') }} as placement_key,
    {{ money_ratio('year_gbp', 'financial_period', '12') }}
    - {{ money_ratio('year_gbp', '(financial_period - 1)', '12') }} as due_gbp
from by_month
where year_gbp <> 0
