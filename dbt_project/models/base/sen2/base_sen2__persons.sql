with person_keys as (

    select * from {{ ref('base_sen2__person_keys') }}

),

persons as (

    {{ rows_of_sen2('sen2_person') }}

)

select
    person_keys.la_code,
    person_keys.person_key,
    persons.upn_key,
    persons.uln_key,
    persons.upn_unknown,
    nullif(persons.sex, 'U') as sex,
    persons.ethnicity,

    persons.birth_date,

    cast(null as varchar) as ward_code,
    persons._load_id,
    persons._line

from persons
inner join person_keys
    on
        persons.la_code = person_keys.la_code
        and persons.return_id = person_keys.return_id
        and persons.person_order = person_keys.person_order
where person_keys.latest_first = 1
