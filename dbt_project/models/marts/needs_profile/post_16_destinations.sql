with young_people as (

    select
        *,
        {{ phase_of('curriculum_year') }} as phase
    from {{ ref('int_post_16_destinations') }}

),

counted as (

    select
        la_code,
        began,
        phase,
        destination,
        max(counted_on) as counted_on,
        count(*) as young_people,
        count(case when curriculum_year = {{ var('last_secondary_year') + 1 }} then 1 end)
            as in_year_12
    from young_people
    group by la_code, began, phase, destination

),

beside as (

    select
        counted.*,
        sum(counted.young_people) over (
            partition by counted.la_code, counted.began, counted.phase
        ) as young_people_of_phase,
        before.young_people as young_people_year_before
    from counted
    left join counted as before
        on
            counted.la_code = before.la_code
            and counted.phase = before.phase
            and counted.destination = before.destination
            and counted.began = before.began + 1

)

select
    cast(beside.la_code as varchar) as la_code,
    cast({{ academic_year_name('beside.began') }} as varchar) as academic_year,
    cast(beside.phase as varchar) as phase,
    cast(beside.destination as varchar) as destination,
    cast(coalesce(programmes.destination_label, settings.setting_label) as varchar)
        as destination_label,
    cast(programmes.destination is not null as boolean) as is_work_based,
    cast(beside.counted_on as date) as counted_on,
    cast(beside.young_people as bigint) as young_people,
    cast(beside.young_people_of_phase as bigint) as young_people_of_phase,
    {{ rate_pct('beside.young_people', 'beside.young_people_of_phase') }} as young_people_pct,
    cast(beside.in_year_12 as bigint) as in_year_12,
    cast(beside.young_people_year_before as bigint) as young_people_year_before,
    {{ reporting_date() }} as as_at
from beside
left join {{ ref('work_based_programmes') }} as programmes
    on beside.destination = programmes.destination
left join {{ ref('setting_types') }} as settings on beside.destination = settings.setting_type
