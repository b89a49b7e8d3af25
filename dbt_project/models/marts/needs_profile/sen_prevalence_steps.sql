with pupils as (

    select * from {{ ref('int_census_pupils_once') }}

),

sides as (

    select
        *,
        'primary_to_secondary' as step,
        case phase when 'primary' then 'before' when 'secondary' then 'after' end as side
    from pupils
    union all
    select
        *,
        'year_6_to_7' as step,
        case year_number when 6 then 'before' when 7 then 'after' end as side
    from pupils

),

counts as (

    select
        la_code,
        academic_year,
        step,
        max(census_date) as census_date,
        count(case when side = 'before' then 1 end) as pupils_before,
        count(case when side = 'after' then 1 end) as pupils_after,
        count(case when side = 'before' and sen_provision = 'K' then 1 end)
            as sen_support_before,
        count(case when side = 'after' and sen_provision = 'K' then 1 end) as sen_support_after,
        count(case when side = 'before' and sen_provision = 'E' then 1 end) as ehc_plans_before,
        count(case when side = 'after' and sen_provision = 'E' then 1 end) as ehc_plans_after
    from sides
    group by la_code, academic_year, step

),

rates as (

    select
        *,
        {{ rate_pct('sen_support_before', 'pupils_before') }} as sen_support_pct_before,
        {{ rate_pct('sen_support_after', 'pupils_after') }} as sen_support_pct_after,
        {{ rate_pct('ehc_plans_before', 'pupils_before') }} as ehc_plans_pct_before,
        {{ rate_pct('ehc_plans_after', 'pupils_after') }} as ehc_plans_pct_after
    from counts

)

select
    cast(la_code as varchar) as la_code,
    cast(academic_year as varchar) as academic_year,
    cast(step as varchar) as step,
    cast(census_date as date) as census_date,
    cast(pupils_before as bigint) as pupils_before,
    cast(pupils_after as bigint) as pupils_after,
    cast(sen_support_before as bigint) as sen_support_before,
    cast(sen_support_after as bigint) as sen_support_after,
    sen_support_pct_before,
    sen_support_pct_after,
    cast(sen_support_pct_after - sen_support_pct_before as decimal(9, 1)) as sen_support_change,
    cast(ehc_plans_before as bigint) as ehc_plans_before,
    cast(ehc_plans_after as bigint) as ehc_plans_after,
    ehc_plans_pct_before,
    ehc_plans_pct_after,
    cast(ehc_plans_pct_after - ehc_plans_pct_before as decimal(9, 1)) as ehc_plans_change,
    {{ reporting_date() }} as as_at
from rates
