with persons as (

    {{ rows_of_sen2('sen2_person') }}

)

select
    la_code,
    {{ sen2_key('person', 'person_order') }} as person_key,
    upn_key,
    uln_key,
    upn_unknown,
    nullif(sex, 'U') as sex,
    ethnicity,

    birth_date,

    cast(null as varchar) as ward_code,
    _load_id,
    _line

from persons
