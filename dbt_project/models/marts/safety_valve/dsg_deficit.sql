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

)

select
    cast(rolled.la_code as varchar) as la_code,
    cast(rolled.financial_year as varchar) as financial_year,
    cast(rolled.version as varchar) as version,
    cast(versions.version_kind as varchar) as version_kind,
    cast(rolled.brought_forward_gbp as decimal(18, 2)) as opening_gbp,
    cast(rolled.total_after_mitigations_gbp as decimal(18, 2)) as in_year_gbp,
    cast(rolled.safety_valve_payment_gbp as decimal(18, 2)) as payment_gbp,
    cast(rolled.retained_deficit_gbp as decimal(18, 2)) as closing_gbp,
    cast(
        case
            when original.la_code is null then rolled.agreed_deficit_gbp
            else original.retained_deficit_gbp
        end as decimal(18, 2)
    ) as agreement_closing_gbp,
    cast(
        case when original.la_code is null then 'agreed_positions' else 'original_version' end
        as varchar
    ) as agreement_basis,
    cast(rolled.status as varchar) as status,
    {{ reporting_date() }} as as_at
from rolled
inner join {{ ref('int_safety_valve_in_force') }} as versions
    on rolled.la_code = versions.la_code and rolled.version = versions.version
left join years as original
    on
        rolled.la_code = original.la_code
        and rolled.financial_year = original.financial_year
        and original.version = 'original'
