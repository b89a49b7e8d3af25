with returns as (

    select * from {{ ref('base_sen2__returns') }}

),

persons as (

    {{ rows_of_sen2('sen2_person') }}

),

counted as (

    select
        *,
        count(*) over (partition by la_code, return_id, person_key) as persons_of_key
    from persons

),

-- A UPN or ULN is of one child in all returns, unless a return has it for two.
keyed as (

    select
        counted.la_code,
        counted.return_id,
        counted.person_order,
        case
            when counted.persons_of_key = 1
                then md5(concat_ws(':', 'person', counted.la_code, counted.person_key))
            else {{ sen2_key('person', 'counted', 'person_order') }}
        end as person_key
    from counted

)

select
    keyed.*,
    row_number() over (
        partition by keyed.la_code, keyed.person_key
        order by returns.reference_date desc
    ) as latest_first
from keyed
inner join returns
    on
        keyed.la_code = returns.la_code
        and keyed.return_id = returns.return_id
