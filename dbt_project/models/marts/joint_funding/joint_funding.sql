with shares as (

    select * from {{ ref('int_joint_funding_shares') }}

),

agreed as (

    select
        la_code,
        financial_year,
        payer,
        sum(case when has_lapsed then 0 else share_gbp end) as agreed_gbp,
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

keys as (

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
    cast(keys.la_code as varchar) as la_code,
    cast(keys.financial_year as varchar) as financial_year,
    cast(keys.payer as varchar) as payer,
    cast(coalesce(agreed.agreed_gbp, 0) as decimal(18, 2)) as agreed_gbp,
    cast(coalesce(invoiced.invoiced_gbp, 0) as decimal(18, 2)) as invoiced_gbp,
    cast(coalesce(invoiced.received_gbp, 0) as decimal(18, 2)) as received_gbp,
    cast(coalesce(invoiced.invoiced_gbp, 0) - coalesce(invoiced.received_gbp, 0) as decimal(18, 2))
        as outstanding_gbp,
    cast(coalesce(agreed.lapsed_gbp, 0) as decimal(18, 2)) as lapsed_gbp,
    cast(coalesce(agreed.placements, 0) as bigint) as placements,
    {{ reporting_date() }} as as_at
from keys
left join agreed
    on
        keys.la_code = agreed.la_code
        and keys.financial_year = agreed.financial_year
        and keys.payer = agreed.payer
left join invoiced
    on
        keys.la_code = invoiced.la_code
        and keys.financial_year = invoiced.financial_year
        and keys.payer = invoiced.payer
