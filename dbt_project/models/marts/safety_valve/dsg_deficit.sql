with years as (

    select * from {{ ref('int_safety_valve_years') }}

),

rolled as (

    select
        years.*,
        case
            when start_year = first_year then opening_deficit_gbp
            when lag(start_year) over years_in_order = start_year - 1
                then lag(retained_deficit_gbp) over years_in_order
        end as brought_forward_gbp
    from years
    window years_in_order as (partition by la_code, version order by start_year)

),

beside_agreed as (

    select
        rolled.*,
        case
            when original.la_code is null then rolled.agreed_deficit_gbp
            else original.retained_deficit_gbp
        end as agreement_closing_gbp,
        case when original.la_code is null then 'agreed_positions' else 'original_version' end
            as agreement_basis
    from rolled
    left join years as original
        on
            rolled.la_code = original.la_code
            and rolled.financial_year = original.financial_year
            and original.version = 'original'

),

-- A year that is not above, or is not known, ends a run of years above the agreement.
in_runs as (

    select
        *,
        retained_deficit_gbp > agreement_closing_gbp as is_above_agreement,
        case when retained_deficit_gbp > agreement_closing_gbp then financial_year end
            as year_above,
        sum(case when retained_deficit_gbp > agreement_closing_gbp then 0 else 1 end) over (
            partition by la_code, version order by start_year
            rows between unbounded preceding and current row
        ) as years_not_above
    from beside_agreed

)

select
    cast(in_runs.la_code as varchar) as la_code,
    cast(in_runs.financial_year as varchar) as financial_year,
    cast(in_runs.version as varchar) as version,
    cast(versions.version_kind as varchar) as version_kind,
    cast(in_runs.brought_forward_gbp as decimal(18, 2)) as opening_gbp,
    cast(in_runs.total_after_mitigations_gbp as decimal(18, 2)) as in_year_gbp,
    cast(in_runs.safety_valve_payment_gbp as decimal(18, 2)) as payment_gbp,
    cast(in_runs.retained_deficit_gbp as decimal(18, 2)) as closing_gbp,
    cast(in_runs.agreement_closing_gbp as decimal(18, 2)) as agreement_closing_gbp,
    cast(in_runs.agreement_basis as varchar) as agreement_basis,
    cast(in_runs.retained_deficit_gbp - in_runs.agreement_closing_gbp as decimal(18, 2))
        as above_agreement_gbp,
    cast(in_runs.is_above_agreement as boolean) as is_above_agreement,
    cast(
        case
            when in_runs.is_above_agreement
                then min(in_runs.year_above) over (
                    partition by in_runs.la_code, in_runs.version, in_runs.years_not_above
                )
        end as varchar
    ) as above_agreement_since,
    cast(in_runs.status as varchar) as status,
    {{ reporting_date() }} as as_at
from in_runs
inner join {{ ref('int_safety_valve_in_force') }} as versions
    on in_runs.la_code = versions.la_code and in_runs.version = versions.version
