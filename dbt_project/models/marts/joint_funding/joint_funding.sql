-- What each payer should pay by the panel's decisions (agreed), beside its invoices (invoiced). A
-- year of a payer that only one of them has gets a row too (payer_years).
with shares as (

    select * from {{ ref('int_joint_funding_shares') }}

),

agreed as (

    select
        la_code,
        financial_year,
        payer,
        sum(case when has_lapsed then 0 else share_gbp end) as agreed_gbp,
        -- Of a share without a decision in force, the part by days up to the reporting date.
        sum(
            case
                when not has_lapsed or starts > {{ reporting_date() }} then 0
                else {{ money_ratio(
                    'share_gbp',
                    '1 + ' ~ dbt.datediff('starts', 'least(ends, ' ~ reporting_date() ~ ')', 'day'),
                    '1 + ' ~ dbt.datediff('starts', 'ends', 'day')
                ) }}
            end
        ) as lapsed_gbp,
        count(distinct placement_key) as placements
    from shares
    group by la_code, financial_year, payer

),

invoiced as (

    select
        la_code,
        {{ financial_year_of('period_start') }} as financial_year,
        payer,
        sum(amount_gbp) as invoiced_gbp,
        sum(received_gbp) as received_gbp
    from {{ ref('int_contributions_as_at') }}
    group by la_code, {{ financial_year_of('period_start') }}, payer

),

payer_years as (

    select
        la_code,
        financial_year,
        payer
    from agreed
    union
    select
        la_code,
        financial_year,
        payer
    from invoiced

)

select
    cast(payer_years.la_code as varchar) as la_code,
    cast(payer_years.financial_year as varchar) as financial_year,
    cast(payer_years.payer as varchar) as payer,
    cast(coalesce(agreed.agreed_gbp, 0) as decimal(18, 2)) as agreed_gbp,
    cast(coalesce(invoiced.invoiced_gbp, 0) as decimal(18, 2)) as invoiced_gbp,
    cast(coalesce(invoiced.received_gbp, 0) as decimal(18, 2)) as received_gbp,
    cast(coalesce(invoiced.invoiced_gbp, 0) - coalesce(invoiced.received_gbp, 0) as decimal(18, 2))
        as outstanding_gbp,
    cast(coalesce(agreed.lapsed_gbp, 0) as decimal(18, 2)) as lapsed_gbp,
    cast(coalesce(agreed.placements, 0) as bigint) as placements,
    {{ reporting_date() }} as as_at
from payer_years
left join agreed
    on
        payer_years.la_code = agreed.la_code
        and payer_years.financial_year = agreed.financial_year
        and payer_years.payer = agreed.payer
left join invoiced
    on
        payer_years.la_code = invoiced.la_code
        and payer_years.financial_year = invoiced.financial_year
        and payer_years.payer = invoiced.payer
