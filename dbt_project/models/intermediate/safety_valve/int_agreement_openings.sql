-- The deficit that a year of the agreement opens with, as last reported. The version in force says
-- it for its own years and for the year after each of them, once it has begun; the original
-- version only for the years before.
with years as (

    select
        *,
        retained_deficit_gbp - total_after_mitigations_gbp + safety_valve_payment_gbp
            as opening_gbp
    from {{ ref('int_safety_valve_years') }}

),

in_force as (

    select years.*
    from years
    inner join {{ ref('int_safety_valve_in_force') }} as versions
        on
            years.la_code = versions.la_code
            and years.version = versions.version
            and versions.version_kind = 'in_force'

),

begun as (

    select
        la_code,
        min(start_year) as first_year
    from in_force
    group by la_code

),

wanted as (

    select distinct
        la_code,
        financial_year,
        start_year
    from years

)

select
    wanted.la_code,
    wanted.financial_year,
    cast(
        case
            when wanted.start_year < begun.first_year then original.opening_gbp
            when in_force.la_code is not null then in_force.opening_gbp
            else year_before.retained_deficit_gbp
        end as decimal(18, 2)
    ) as opening_gbp
from wanted
inner join begun on wanted.la_code = begun.la_code
left join in_force
    on wanted.la_code = in_force.la_code and wanted.start_year = in_force.start_year
left join in_force as year_before
    on
        wanted.la_code = year_before.la_code
        and wanted.start_year = year_before.start_year + 1
left join years as original
    on
        wanted.la_code = original.la_code
        and wanted.start_year = original.start_year
        and original.version = 'original'
