-- What one income from other payers can be.
-- 1. paid_in_full: the share that other payers owe for each placement and month that was paid in full.
-- 2. months: the sums of a provider's months and of the authority's.
-- 3. The share of one placement and month, or of all placements of a provider or of the authority in
--    one month or in several months in a row.
with paid_in_full as (

    select
        differences.la_code,
        differences.unit_key,
        differences.financial_year,
        differences.financial_period,
        differences.paid_for_others_gbp as share_gbp,
        coalesce(providers.provider_urn, '') as provider_urn
    from {{ ref('int_differences_joint') }} as differences
    left join {{ ref('int_unit_providers') }} as providers
        on
            differences.la_code = providers.la_code
            and differences.unit_key = providers.unit_key
    where differences.paid_for_others_gbp > 0

),

months as (

    select
        la_code,
        provider_urn,
        financial_year,
        financial_period,
        count(*) as placements,
        sum(share_gbp) as share_gbp
    from paid_in_full
    group by la_code, provider_urn, financial_year, financial_period
    union all
    select
        la_code,
        'all' as provider_urn,
        financial_year,
        financial_period,
        count(*) as placements,
        sum(share_gbp) as share_gbp
    from paid_in_full
    group by la_code, financial_year, financial_period

)

select
    la_code,
    financial_year,
    financial_period,
    1 as placements,
    share_gbp
from paid_in_full
union
select
    first_month.la_code,
    first_month.financial_year,
    max(months.financial_period) as financial_period,
    sum(months.placements) as placements,
    sum(months.share_gbp) as share_gbp
from months as first_month
inner join months as last_month
    on
        first_month.la_code = last_month.la_code
        and first_month.provider_urn = last_month.provider_urn
        and first_month.financial_year = last_month.financial_year
        and first_month.financial_period <= last_month.financial_period
inner join months
    on
        first_month.la_code = months.la_code
        and first_month.provider_urn = months.provider_urn
        and first_month.financial_year = months.financial_year
        and months.financial_period
        between first_month.financial_period and last_month.financial_period
group by
    first_month.la_code, first_month.provider_urn, first_month.financial_year,
    first_month.financial_period, last_month.financial_period
