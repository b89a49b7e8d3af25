with position_lines as (

    select * from {{ ref('int_safety_valve_lines') }}

),

later_versions as (

    select
        la_code,
        version,
        row_number() over (
            partition by la_code
            order by
                case when version = 'latest' then 0 else 1 end, {{ natural_order('version') }} desc
        ) as preference
    from position_lines
    where version <> 'original'
    group by la_code, version

)

select
    position_lines.la_code,
    position_lines.financial_year,
    position_lines.line,
    max(later_versions.version) as latest_version,
    sum(case when position_lines.version = 'original' then position_lines.amount_gbp end)
        as original_gbp,
    sum(case when later_versions.preference = 1 then position_lines.amount_gbp end)
        as latest_gbp
from position_lines
left join later_versions
    on
        position_lines.la_code = later_versions.la_code
        and position_lines.version = later_versions.version
where position_lines.version = 'original' or later_versions.preference = 1
group by position_lines.la_code, position_lines.financial_year, position_lines.line
