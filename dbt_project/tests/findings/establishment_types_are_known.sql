-- A returned row is a type of establishment of the register that establishment_types does not have:
-- its schools are counted as other settings. To do: add the type and its setting to the seed.
select
    establishments.type_code,
    establishments.type_name,
    count(*) as establishments
from {{ ref('stg_dfe_census__gias_establishments') }} as establishments
left join {{ ref('establishment_types') }} as types
    on establishments.type_code = types.type_code
where types.type_code is null
group by establishments.type_code, establishments.type_name
