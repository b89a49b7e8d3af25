-- A returned row is an authority of which the wards count another number of plans on the census day
-- than the needs profile: the difference of the two open tables would be a few children.
with wards as (

    select
        la_code,
        counted_on,
        sum(plans) as plans
    from {{ ref('int_plans_by_ward_on_census_day') }}
    group by la_code, counted_on

),

profile as (

    select
        la_code,
        as_at,
        sum(plans) as plans
    from {{ ref('int_needs_profile_cells') }}
    group by la_code, as_at

)

select wards.la_code
from wards
left join profile
    on
        wards.la_code = profile.la_code
        and wards.counted_on = profile.as_at
where wards.plans <> coalesce(profile.plans, 0)
