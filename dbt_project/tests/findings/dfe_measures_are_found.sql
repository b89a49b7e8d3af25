-- A returned row is a measure that the seed expects from a file, where the file came but the
-- figure did not: DfE has renamed a label or an indicator, so the seed needs another row.
with figures as (

    select distinct
        vintage,
        file,
        indicator,
        coalesce(breakdown, '') as breakdown
    from {{ ref('stg_dfe_census__ehc_plans') }}

),

files as (

    select distinct
        vintage,
        file
    from figures

),

expected as (

    select distinct
        files.vintage,
        measures.measure,
        measures.file,
        measures.role
    from {{ ref('dfe_measures') }} as measures
    inner join files on measures.file = files.file

),

found as (

    select distinct
        figures.vintage,
        measures.measure,
        measures.file,
        measures.role
    from {{ ref('dfe_measures') }} as measures
    inner join figures
        on
            measures.file = figures.file
            and lower(measures.indicator) = lower(figures.indicator)
            and coalesce(measures.breakdown, '') = figures.breakdown

)

select
    expected.vintage,
    expected.file,
    expected.measure,
    expected.role
from expected
left join found
    on
        expected.vintage = found.vintage
        and expected.measure = found.measure
        and expected.file = found.file
        and expected.role = found.role
where found.measure is null
