with position_lines as (

    select * from {{ ref('int_safety_valve_lines') }}

),

-- Without a later version the agreement itself is in force.
later_versions as (

    select * from {{ ref('int_safety_valve_in_force') }}
    where version_kind = 'in_force' and version <> 'original'

)

select
    position_lines.la_code,
    position_lines.financial_year,
    position_lines.line,
    max(later_versions.version) as latest_version,
    sum(case when position_lines.version = 'original' then position_lines.amount_gbp end)
        as original_gbp,
    sum(case when later_versions.version is not null then position_lines.amount_gbp end)
        as latest_gbp
from position_lines
left join later_versions
    on
        position_lines.la_code = later_versions.la_code
        and position_lines.version = later_versions.version
where position_lines.version = 'original' or later_versions.version is not null
group by position_lines.la_code, position_lines.financial_year, position_lines.line
