with pupils as (

    select
        *,
        row_number() over (
            partition by la_code, academic_year, upn_key
            order by
                case sen_provision when 'E' then 0 when 'K' then 1 else 2 end,
                school_urn
        ) as strongest_first
    from {{ ref('int_census_pupils') }}

)

select
    la_code,
    academic_year,
    census_date,
    upn_key,
    sen_provision,
    year_number,
    phase
from pupils
where strongest_first = 1
