-- The effect of a changed line on the block that it is in now, and on the block that it was
-- reported in. On the same account the reported amount has been remapped; the rest was posted
-- since.
with lines as (

    select * from {{ ref('int_closed_lines') }}

),

effects as (

    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        known_line as dsg_block,
        coalesce(known_gbp, 0) - case when is_same_account then reported_gbp else 0 end
            as prior_period_adjustment_gbp,
        case when is_same_account then reported_gbp else 0 end as remapping_gbp
    from lines
    union all
    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        reported_line as dsg_block,
        case when is_same_account then 0 else -coalesce(reported_gbp, 0) end
            as prior_period_adjustment_gbp,
        case when is_same_account then -reported_gbp else 0 end as remapping_gbp
    from lines

),

by_block as (

    select
        la_code,
        financial_year,
        financial_period,
        close_version,
        dsg_block,
        sum(prior_period_adjustment_gbp) as prior_period_adjustment_gbp,
        sum(remapping_gbp) as remapping_gbp
    from effects
    where dsg_block is not null
    group by la_code, financial_year, financial_period, close_version, dsg_block

)

select * from by_block
union all
select
    la_code,
    financial_year,
    financial_period,
    close_version,
    'total' as dsg_block,
    sum(prior_period_adjustment_gbp) as prior_period_adjustment_gbp,
    sum(remapping_gbp) as remapping_gbp
from by_block
group by la_code, financial_year, financial_period, close_version
