select
    la_code,
    academic_year,
    census_date,
    school_urn,
    upn_key,
    sen_provision,
    year_number,
    phase
from {{ ref('int_census_pupils_dated') }}
where is_of_the_year
