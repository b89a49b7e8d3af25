{{ config(materialized='table') }}

-- Joint funding: a unit's payments include the shares of other payers, or income from them.
with periods as (

    select
        *,
        sum(parts_recovered) over (
            partition by la_code, unit_key, financial_year
        ) > 0 as is_recovered_by_parts
    from {{ ref('int_unit_periods') }}

),

-- Payments that are an instalment of the price of all payers, to a penny for each placement.
instalments_of_all as (

    select distinct
        periods.la_code,
        periods.unit_key,
        periods.financial_year,
        periods.financial_period
    from periods
    cross join {{ ref('instalments') }} as instalments
    where
        periods.full_year_gbp > periods.year_gbp
        and periods.paid_gbp > 0
        and abs(
            instalments.denominator * periods.paid_gbp
            - instalments.numerator * periods.full_year_gbp
        ) <= instalments.denominator * {{ var('rounding_per_month_gbp') }} * periods.placements

),

compared as (

    select
        periods.*,
        instalments_of_all.la_code is not null as is_instalment_of_all
    from periods
    left join instalments_of_all
        on
            periods.la_code = instalments_of_all.la_code
            and periods.unit_key = instalments_of_all.unit_key
            and periods.financial_year = instalments_of_all.financial_year
            and periods.financial_period = instalments_of_all.financial_period

),

shared as (

    select
        *,
        -- A payment that is nearer to the price of all payers than to education's share includes
        -- the other payers' shares, by days. Where income is a share of the payment, or the payment
        -- is an instalment, they are a share of it.
        case
            when
                paid_gbp = 0 or full_gbp = due_gbp
                or abs(paid_gbp - full_gbp) > abs(paid_gbp - due_gbp)
                then 0
            when (is_recovered_by_parts or is_instalment_of_all) and full_year_gbp > 0
                then {{ money_ratio(
                    'paid_gbp', 'cast(100 * (full_year_gbp - year_gbp) as bigint)',
                    'nullif(cast(100 * full_year_gbp as bigint), 0)'
                ) }}
            else full_gbp - due_gbp
        end as paid_for_others_gbp,
        sum(lines_paid) over (
            partition by la_code, unit_key, financial_year
        ) > 0 as is_paid_in_year,
        min(case when due_gbp <> 0 then financial_period end) over (
            partition by la_code, unit_key, financial_year
        ) as first_due_period,
        -- A due that is netted with the provider counts: its row is there, with nil.
        max(case when dues > 0 then financial_period end) over (
            partition by la_code, unit_key, financial_year
        ) as last_due_period
    from compared

)

select
    *,
    -- recovered_gbp is income, so it is negative.
    paid_for_others_gbp + recovered_gbp as joint_funding_gbp,
    paid_gbp - due_gbp - paid_for_others_gbp as gap_gbp
from shared
